"""The slice's screens in the Wagtail admin."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from core.admin import RightMenuItem
from dispatch.surveys import admin


@hooks.register("register_admin_urls")
def survey_urls() -> list:
    """The list, a new one, one with its results, on and off."""
    base = "dispatch-surveys/"
    return [
        path(base, admin.index, name=admin.INDEX),
        path(f"{base}new/", admin.new, name=f"{admin.INDEX}_new"),
        path(f"{base}<int:number>/", admin.detail, name=admin.DETAIL),
        path(f"{base}<int:number>/switch/", admin.switch, name=f"{admin.DETAIL}_switch"),
    ]


@hooks.register("register_admin_menu_item")
def surveys_menu_item() -> RightMenuItem:
    """满意度调查."""
    return RightMenuItem("满意度调查", reverse_lazy(admin.INDEX), icon_name="form", order=232, right=("read", "survey"))
