"""The slice's screens in the Wagtail admin."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from core.admin import RightMenuItem
from marketplace.realname import admin


@hooks.register("register_admin_urls")
def real_name_urls() -> list:
    """The queue, one, the number, deciding."""
    one = "marketplace-realname/<int:number>/"
    return [
        path("marketplace-realname/", admin.NameIndex.as_view(), name=admin.INDEX),
        path("marketplace-realname/results/", admin.NameIndex.as_view(results_only=True), name=f"{admin.INDEX}_results"),
        path(one, admin.detail, name=admin.DETAIL),
        path(f"{one}reveal/", admin.reveal, name=f"{admin.DETAIL}_reveal"),
        path(f"{one}do/<slug:event>/", admin.decide_on, name=f"{admin.DETAIL}_decide"),
    ]


@hooks.register("register_admin_menu_item")
def real_names_menu_item() -> RightMenuItem:
    """实名认证."""
    return RightMenuItem("实名认证", reverse_lazy(admin.INDEX), icon_name="user", order=248, right=("read", "real_name"))
