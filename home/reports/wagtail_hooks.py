"""The slice's screens in the Wagtail admin."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from core.admin import RightMenuItem
from home.reports import admin


@hooks.register("register_admin_urls")
def report_urls() -> list:
    """The three screens."""
    return [
        path("home-reports-enterprises/", admin.enterprises, name=admin.ENTERPRISES),
        path("home-reports-coverage/", admin.areas, name=admin.COVERAGE),
        path("home-reports-prices/", admin.prices, name=admin.PRICES),
    ]


@hooks.register("register_admin_menu_item")
def enterprises_menu_item() -> RightMenuItem:
    """企业统计."""
    return RightMenuItem("企业统计", reverse_lazy(admin.ENTERPRISES), icon_name="table", order=216, right=("read", "enterprise"))


@hooks.register("register_admin_menu_item")
def coverage_menu_item() -> RightMenuItem:
    """服务覆盖."""
    return RightMenuItem("服务覆盖", reverse_lazy(admin.COVERAGE), icon_name="site", order=218, right=("read", "enterprise"))


@hooks.register("register_admin_menu_item")
def prices_menu_item() -> RightMenuItem:
    """价格出了指导价."""
    return RightMenuItem("价格出了指导价", reverse_lazy(admin.PRICES), icon_name="tag", order=247, right=("read", "service_price"))
