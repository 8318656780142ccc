"""The slice's screens in the Wagtail admin."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from core.admin import RightMenuItem
from marketplace.insurance import admin

INSURERS = admin.InsurerViewSet("marketplace_insurers")


@hooks.register("register_admin_viewset")
def insurers_screen() -> admin.InsurerViewSet:
    """保险公司."""
    return INSURERS


@hooks.register("register_admin_urls")
def policy_urls() -> list:
    """The list, one and what is decided."""
    base = "marketplace-insurance/"
    return [
        path(base, admin.PolicyIndex.as_view(), name=admin.INDEX),
        path(f"{base}results/", admin.PolicyIndex.as_view(results_only=True), name=f"{admin.INDEX}_results"),
        path(f"{base}<int:number>/", admin.detail, name=admin.DETAIL),
        path(f"{base}<int:number>/<slug:event>/", admin.decide_on, name=f"{admin.DETAIL}_decide"),
    ]


@hooks.register("register_admin_menu_item")
def policies_menu_item() -> RightMenuItem:
    """保单."""
    return RightMenuItem("保单", reverse_lazy(admin.INDEX), icon_name="doc-full", order=239, right=("read", "insurance_policy"))
