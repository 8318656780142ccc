"""The slice's screens in the Wagtail admin."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from core.admin import RightMenuItem
from dispatch.matching import admin


@hooks.register("register_admin_urls")
def matching_urls() -> list:
    """The desk and the report."""
    return [
        path("dispatch-matching/", admin.desk, name=admin.DESK),
        path("dispatch-matching/report/", admin.report, name=admin.REPORT),
    ]


@hooks.register("register_admin_menu_item")
def matching_menu_item() -> RightMenuItem:
    """找人."""
    return RightMenuItem("找人", reverse_lazy(admin.DESK), icon_name="group", order=226, right=("read", "match"))


@hooks.register("register_admin_menu_item")
def report_menu_item() -> RightMenuItem:
    """匹配得准不准."""
    return RightMenuItem("匹配得准不准", reverse_lazy(admin.REPORT), icon_name="history", order=227, right=("summarise", "match"))
