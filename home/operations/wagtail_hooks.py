"""Operations in the Wagtail admin: menu entries and their addresses."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from core.admin import RightMenuItem
from home.operations import admin


@hooks.register("register_admin_urls")
def operations_urls() -> list:
    """The staff screens."""
    return [
        path("home-operations/audit/", admin.AuditReport.as_view(), name="operations_audit"),
        path("home-operations/audit/results/", admin.AuditReport.as_view(results_only=True), name="operations_audit_results"),
        path("home-operations/outbox/", admin.outbox, name="operations_outbox"),
        path("home-operations/outbox/retry/", admin.outbox_retry, name="operations_outbox_retry"),
        path("home-operations/health/", admin.health, name="operations_health"),
    ]


@hooks.register("register_reports_menu_item")
def audit_menu_item() -> RightMenuItem:
    """审计记录."""
    return RightMenuItem("审计记录", reverse_lazy("operations_audit"), icon_name="history", order=10, right=("read", "audit_log"))


@hooks.register("register_settings_menu_item")
def outbox_menu_item() -> RightMenuItem:
    """事件箱."""
    return RightMenuItem("事件箱", reverse_lazy("operations_outbox"), icon_name="mail", order=900, right=("read", "outbox"))


@hooks.register("register_settings_menu_item")
def health_menu_item() -> RightMenuItem:
    """体检."""
    return RightMenuItem("体检", reverse_lazy("operations_health"), icon_name="view", order=910, right=("read", "operations"))
