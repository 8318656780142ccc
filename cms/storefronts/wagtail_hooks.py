"""The slice's screens in the Wagtail admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse_lazy
from wagtail import hooks

from cms.storefronts import admin
from cms.storefronts.models import StorefrontIndexPage, StorefrontPage
from core.admin import RightMenuItem


@hooks.register("register_admin_urls")
def storefront_urls() -> list:
    """The queue and one storefront."""
    base = "cms-storefronts/<int:number>/"
    return [
        path("cms-storefronts/", admin.StorefrontIndex.as_view(), name=admin.INDEX),
        path("cms-storefronts/results/", admin.StorefrontIndex.as_view(results_only=True), name=f"{admin.INDEX}_results"),
        path(base, admin.detail, name=admin.DETAIL),
        path(base + "preview/", admin.preview, name=f"{admin.DETAIL}_preview"),
        path(base + "<slug:event>/", admin.decide_on, name=f"{admin.DETAIL}_decide"),
    ]


@hooks.register("register_admin_menu_item")
def storefronts_menu_item() -> RightMenuItem:
    """企业页面."""
    return RightMenuItem("企业页面", reverse_lazy(admin.INDEX), icon_name="doc-full-inverse", order=215, right=("read", "storefront"))


@hooks.register("construct_explorer_page_queryset")
def not_in_the_explorer(parent_page: Any, pages: Any, request: HttpRequest) -> Any:
    """Storefronts have a screen of their own."""
    return pages.not_type(StorefrontIndexPage, StorefrontPage)
