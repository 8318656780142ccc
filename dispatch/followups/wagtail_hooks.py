"""The slice's screens in the Wagtail admin."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from core.admin import RightMenuItem
from dispatch.followups import admin


@hooks.register("register_admin_urls")
def follow_up_urls() -> list:
    """The list, one, its result, the schedules."""
    one = "dispatch-followups/<int:number>/"
    return [
        path("dispatch-followups/", admin.FollowUpIndex.as_view(), name=admin.INDEX),
        path("dispatch-followups/results/", admin.FollowUpIndex.as_view(results_only=True), name=f"{admin.INDEX}_results"),
        path("dispatch-followups/rules/", admin.rules, name=admin.RULES),
        path(one, admin.detail, name=admin.DETAIL),
        path(f"{one}close/", admin.close, name=f"{admin.DETAIL}_close"),
        path(f"{one}do/<slug:event>/", admin.decide_on, name=f"{admin.DETAIL}_decide"),
    ]


@hooks.register("register_admin_menu_item")
def follow_ups_menu_item() -> RightMenuItem:
    """回访任务."""
    return RightMenuItem("回访任务", reverse_lazy(admin.INDEX), icon_name="mail", order=231, right=("read", "follow_up"))
