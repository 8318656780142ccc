"""The slice's screens in the Wagtail admin."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from cms.articles import admin
from core.admin import RightMenuItem


@hooks.register("register_admin_urls")
def read_urls() -> list:
    """The report."""
    return [
        path("cms-articles/reads/", admin.ReadReport.as_view(), name=admin.READS),
        path("cms-articles/reads/results/", admin.ReadReport.as_view(results_only=True), name=f"{admin.READS}_results"),
    ]


@hooks.register("register_reports_menu_item")
def reads_menu_item() -> RightMenuItem:
    """阅读和分享."""
    return RightMenuItem("阅读和分享", reverse_lazy(admin.READS), icon_name="view", order=5, right=("read", "article"))
