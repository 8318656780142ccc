"""The slice's screens in the Wagtail admin."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from core.admin import RightMenuItem
from marketplace.bookings.admin import lines, orders, rules

RULES = rules.ServiceRuleViewSet("marketplace_bookings_rules")
POLICIES = rules.PolicyViewSet("marketplace_bookings_policies")


@hooks.register("register_admin_urls")
def booking_urls() -> list:
    """Orders."""
    base = "marketplace-bookings/"
    return [
        path(base, orders.BookingIndex.as_view(), name=orders.INDEX),
        path(f"{base}results/", orders.BookingIndex.as_view(results_only=True), name=f"{orders.INDEX}_results"),
        path(f"{base}waiting/", lines.lines, name=lines.LINES),
        path("marketplace-bookings-process/", rules.process, name=rules.PROCESS),
        path(f"{base}<slug:number>/", orders.detail, name=orders.DETAIL),
        path(f"{base}<slug:number>/confirm/", orders.confirm, name=orders.CONFIRM),
        path(f"{base}<slug:number>/extra/", orders.extra, name=orders.EXTRA),
    ]


@hooks.register("register_admin_menu_item")
def orders_menu_item() -> RightMenuItem:
    """订单."""
    return RightMenuItem("订单", reverse_lazy(orders.INDEX), icon_name="clipboard-list", order=228, right=("read", "booking"))


@hooks.register("register_admin_menu_item")
def lines_menu_item() -> RightMenuItem:
    """排队."""
    return RightMenuItem("排队", reverse_lazy(lines.LINES), icon_name="time", order=229, right=("summarise", "waiting"))


@hooks.register("register_admin_viewset")
def rules_viewset() -> rules.ServiceRuleViewSet:
    """预约规则."""
    return RULES


@hooks.register("register_admin_viewset")
def policies_viewset() -> rules.PolicyViewSet:
    """取消和改期."""
    return POLICIES


@hooks.register("register_admin_menu_item")
def process_menu_item() -> RightMenuItem:
    """通用流程."""
    return RightMenuItem("通用流程", reverse_lazy(rules.PROCESS), icon_name="list-ol", order=243, right=("update", "booking_rule"))
