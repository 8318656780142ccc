"""The slice's screens in the Wagtail admin."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from cms.bulletins import admin
from core.admin import RightMenuItem


@hooks.register("register_admin_urls")
def bulletin_urls() -> list:
    """The queue, one notice, writing."""
    base = "cms-bulletins/"
    one = f"{base}<int:number>/"
    return [
        path(base, admin.BulletinIndex.as_view(), name=admin.INDEX),
        path(f"{base}results/", admin.BulletinIndex.as_view(results_only=True), name=f"{admin.INDEX}_results"),
        path(f"{base}write/", admin.write, name=admin.WRITE),
        path(one, admin.detail, name=admin.DETAIL),
        path(f"{one}<slug:event>/", admin.decide_on, name=f"{admin.DETAIL}_decide"),
    ]


@hooks.register("register_admin_menu_item")
def bulletins_menu_item() -> RightMenuItem:
    """便民公告."""
    return RightMenuItem("便民公告", reverse_lazy(admin.INDEX), icon_name="comment", order=235, right=("read", "bulletin"))
