"""The slice's screens in the Wagtail admin."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from core.admin import RightMenuItem
from dispatch.urgent.admin import calls, plans


@hooks.register("register_admin_urls")
def urgent_urls() -> list:
    """Urgent orders, incidents, plans."""
    call = "dispatch-urgent/<slug:number>/"
    return [
        path("dispatch-urgent/", calls.CallIndex.as_view(), name=calls.INDEX),
        path("dispatch-urgent/results/", calls.CallIndex.as_view(results_only=True), name=f"{calls.INDEX}_results"),
        path("dispatch-urgent/incidents/", plans.incidents, name=plans.INCIDENTS),
        path("dispatch-urgent/incidents/new/", plans.incident, name=f"{plans.INCIDENT}_new"),
        path("dispatch-urgent/incidents/<int:number>/", plans.incident, name=plans.INCIDENT),
        path("dispatch-urgent/plans/<int:number>/tick/", plans.plan_tick, name=plans.PLAN_TICK),
        path("dispatch-urgent/orders/<slug:number>/plan/", plans.plan_open, name=plans.PLAN_OPEN),
        path(call, calls.detail, name=calls.DETAIL),
        path(f"{call}own/", calls.own, name=f"{calls.DETAIL}_own"),
        path(f"{call}appoint/", calls.appoint, name=f"{calls.DETAIL}_appoint"),
        path(f"{call}do/<slug:event>/", calls.decide_on, name=f"{calls.DETAIL}_decide"),
    ]


@hooks.register("register_admin_menu_item")
def urgent_menu_item() -> RightMenuItem:
    """急单."""
    return RightMenuItem("急单", reverse_lazy(calls.INDEX), icon_name="warning", order=224, right=("read", "urgent"))


@hooks.register("register_admin_menu_item")
def plans_menu_item() -> RightMenuItem:
    """急修和预案."""
    return RightMenuItem("急修和预案", reverse_lazy(plans.INCIDENTS), icon_name="list-ul", order=225, right=("create", "incident"))
