"""The slice's screens in the Wagtail admin."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from core.admin import RightMenuItem
from marketplace.credit import admin


@hooks.register("register_admin_urls")
def credit_urls() -> list:
    """All, one, the table to take along."""
    base = "marketplace-credit/"
    return [
        path(base, admin.CreditIndex.as_view(), name=admin.INDEX),
        path(f"{base}results/", admin.CreditIndex.as_view(results_only=True), name=f"{admin.INDEX}_results"),
        path(f"{base}sheet/", admin.sheet, name=admin.SHEET),
        path(f"{base}<slug:kind>/<int:number>/", admin.detail, name=admin.DETAIL),
    ]


@hooks.register("register_admin_menu_item")
def credit_menu_item() -> RightMenuItem:
    """信用."""
    return RightMenuItem("信用", reverse_lazy(admin.INDEX), icon_name="glasses", order=238, right=("read", "credit_score"))
