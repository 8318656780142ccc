"""The slice's screens in the Wagtail admin."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from core.admin import RightMenuItem
from marketplace.levels import admin


@hooks.register("register_admin_urls")
def level_urls() -> list:
    """Who has which, giving one, one, taking it back; what the levels are worth."""
    base = "marketplace-levels/"
    return [
        path(base, admin.GrantIndex.as_view(), name=admin.INDEX),
        path(f"{base}results/", admin.GrantIndex.as_view(results_only=True), name=f"{admin.INDEX}_results"),
        path(f"{base}terms/", admin.terms, name=admin.TERMS),
        path(f"{base}issue/", admin.issue, name=f"{admin.INDEX}_issue"),
        path(f"{base}<int:number>/", admin.detail, name=admin.DETAIL),
        path(f"{base}<int:number>/withdraw/", admin.withdraw, name=f"{admin.DETAIL}_withdraw"),
    ]


@hooks.register("register_admin_menu_item")
def levels_menu_item() -> RightMenuItem:
    """会员等级."""
    return RightMenuItem("会员等级", reverse_lazy(admin.INDEX), icon_name="pick", order=246, right=("read", "level_grant"))
