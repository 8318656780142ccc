"""The slice's screens in the Wagtail admin."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from core.admin import RightMenuItem
from dispatch.flags import admin


@hooks.register("register_admin_urls")
def flag_urls() -> list:
    """The queue, one report, deciding."""
    flag = "dispatch-flags/<int:number>/"
    return [
        path("dispatch-flags/", admin.FlagIndex.as_view(), name=admin.INDEX),
        path("dispatch-flags/results/", admin.FlagIndex.as_view(results_only=True), name=f"{admin.INDEX}_results"),
        path(flag, admin.detail, name=admin.DETAIL),
        path(flag + "<slug:event>/", admin.decide_on, name=f"{admin.DETAIL}_decide"),
    ]


@hooks.register("register_admin_menu_item")
def flags_menu_item() -> RightMenuItem:
    """举报."""
    return RightMenuItem("举报", reverse_lazy(admin.INDEX), icon_name="warning", order=235, right=("read", "flag"))
