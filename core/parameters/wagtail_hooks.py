"""The slice's screens in the Wagtail admin."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from core.admin import RightMenuItem
from core.parameters import admin


@hooks.register("register_admin_urls")
def parameter_urls() -> list:
    """All, one, taking a plan back."""
    return [
        path("core-parameters/", admin.index, name=admin.INDEX),
        path("core-parameters/values/<int:number>/withdraw/", admin.withdraw, name=f"{admin.DETAIL}_withdraw"),
        path("core-parameters/<str:code>/", admin.detail, name=admin.DETAIL),
    ]


@hooks.register("register_settings_menu_item")
def parameters_menu_item() -> RightMenuItem:
    """参数设置."""
    return RightMenuItem("参数设置", reverse_lazy(admin.INDEX), icon_name="sliders", order=300, right=("read", "parameter"))
