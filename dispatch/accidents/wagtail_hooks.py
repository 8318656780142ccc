"""The slice's screens in the Wagtail admin."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from core.admin import RightMenuItem
from dispatch.accidents import admin


@hooks.register("register_admin_urls")
def accident_urls() -> list:
    """The list, one, opening one."""
    one = "dispatch-accidents/<slug:number>/"
    return [
        path("dispatch-accidents/", admin.CaseIndex.as_view(), name=admin.INDEX),
        path("dispatch-accidents/results/", admin.CaseIndex.as_view(results_only=True), name=f"{admin.INDEX}_results"),
        path("dispatch-accidents/risks/", admin.risks, name=admin.RISKS),
        path("dispatch-accidents/new/<slug:number>/", admin.new, name=f"{admin.DETAIL}_new"),
        path(one, admin.detail, name=admin.DETAIL),
        path(f"{one}act/<slug:verb>/", admin.act, name=f"{admin.DETAIL}_act"),
        path(f"{one}do/<slug:event>/", admin.decide_on, name=f"{admin.DETAIL}_decide"),
    ]


@hooks.register("register_admin_menu_item")
def accidents_menu_item() -> RightMenuItem:
    """意外."""
    return RightMenuItem("意外", reverse_lazy(admin.INDEX), icon_name="warning", order=232, right=("read", "accident"))


@hooks.register("register_admin_menu_item")
def risks_menu_item() -> RightMenuItem:
    """风险月报."""
    return RightMenuItem("风险月报", reverse_lazy(admin.RISKS), icon_name="warning", order=232, right=("read", "accident"))
