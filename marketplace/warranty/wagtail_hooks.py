"""The slice's screens in the Wagtail admin."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from core.admin import RightMenuItem
from marketplace.warranty import admin

RULES = admin.WarrantyRuleViewSet("marketplace_warranty_rules")


@hooks.register("register_admin_viewset")
def rules_viewset() -> admin.WarrantyRuleViewSet:
    """保修期."""
    return RULES


@hooks.register("register_admin_urls")
def warranty_urls() -> list:
    """The list, the report, one and what is decided."""
    base = "marketplace-warranty/"
    return [
        path(base, admin.RedoIndex.as_view(), name=admin.INDEX),
        path(f"{base}results/", admin.RedoIndex.as_view(results_only=True), name=f"{admin.INDEX}_results"),
        path(f"{base}rates/", admin.rates, name=admin.RATES),
        path(f"{base}<slug:number>/", admin.detail, name=admin.DETAIL),
        path(f"{base}<slug:number>/<slug:event>/", admin.decide_on, name=f"{admin.DETAIL}_decide"),
    ]


@hooks.register("register_admin_menu_item")
def redos_menu_item() -> RightMenuItem:
    """保修返工."""
    return RightMenuItem("保修返工", reverse_lazy(admin.INDEX), icon_name="rotate", order=233, right=("read", "redo"))


@hooks.register("register_admin_menu_item")
def rates_menu_item() -> RightMenuItem:
    """返工率."""
    return RightMenuItem("返工率", reverse_lazy(admin.RATES), icon_name="rotate", order=233, right=("read", "redo"))
