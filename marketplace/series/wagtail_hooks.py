"""The slice's screens in the Wagtail admin."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from core.admin import RightMenuItem
from marketplace.series.admin import packages, rules, series

RULES = rules.SeriesRuleViewSet("marketplace_series_rules")


@hooks.register("register_admin_viewset")
def rules_viewset() -> rules.SeriesRuleViewSet:
    """定期和包月规则."""
    return RULES


@hooks.register("register_admin_urls")
def series_urls() -> list:
    """Series, what waits of them, packages and what is decided."""
    base, other = "marketplace-series/", "marketplace-packages/"
    return [
        path(base, series.SeriesIndex.as_view(), name=series.INDEX),
        path(f"{base}results/", series.SeriesIndex.as_view(results_only=True), name=f"{series.INDEX}_results"),
        path(f"{base}exceptions/", series.exceptions, name=series.EXCEPTIONS),
        path(f"{base}<slug:number>/", series.detail, name=series.DETAIL),
        path(other, packages.PackageIndex.as_view(), name=packages.INDEX),
        path(f"{other}results/", packages.PackageIndex.as_view(results_only=True), name=f"{packages.INDEX}_results"),
        path(f"{other}<int:number>/", packages.detail, name=packages.DETAIL),
        path(f"{other}<int:number>/<slug:event>/", packages.decide_on, name=f"{packages.DETAIL}_decide"),
    ]


@hooks.register("register_admin_menu_item")
def series_menu_item() -> RightMenuItem:
    """定期服务."""
    return RightMenuItem("定期服务", reverse_lazy(series.INDEX), icon_name="rotate", order=231, right=("read", "series"))


@hooks.register("register_admin_menu_item")
def exceptions_menu_item() -> RightMenuItem:
    """排不上的."""
    return RightMenuItem("定期排不上的", reverse_lazy(series.EXCEPTIONS), icon_name="warning", order=231, right=("read", "series"))


@hooks.register("register_admin_menu_item")
def packages_menu_item() -> RightMenuItem:
    """套餐."""
    return RightMenuItem("套餐", reverse_lazy(packages.INDEX), icon_name="tag", order=232, right=("approve", "package"))
