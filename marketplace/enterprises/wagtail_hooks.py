"""The slice's screens in the Wagtail admin."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from core.admin import RightMenuItem
from marketplace.enterprises import admin


@hooks.register("register_admin_urls")
def enterprise_urls() -> list:
    """The queue and one application."""
    base = "marketplace-enterprises/<int:number>/"
    return [
        path("marketplace-enterprises/", admin.EnterpriseIndex.as_view(), name=admin.INDEX),
        path("marketplace-enterprises/results/", admin.EnterpriseIndex.as_view(results_only=True), name=f"{admin.INDEX}_results"),
        path(base, admin.detail, name=admin.DETAIL),
        path(base + "reveal/", admin.reveal, name=f"{admin.DETAIL}_reveal"),
        path(base + "<slug:event>/", admin.decide_on, name=f"{admin.DETAIL}_decide"),
    ]


@hooks.register("register_admin_menu_item")
def enterprises_menu_item() -> RightMenuItem:
    """企业入驻."""
    return RightMenuItem("企业入驻", reverse_lazy(admin.INDEX), icon_name="clipboard-list", order=210, right=("read", "enterprise"))
