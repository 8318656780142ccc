"""The slice's screens in the Wagtail admin."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from core.admin import RightMenuItem
from marketplace.pricing import admin


@hooks.register("register_admin_urls")
def guidance_urls() -> list:
    """The list, publishing, tables, one range."""
    base = "marketplace-pricing/"
    return [
        path(base, admin.GuidanceIndex.as_view(), name=admin.INDEX),
        path(f"{base}results/", admin.GuidanceIndex.as_view(results_only=True), name=f"{admin.INDEX}_results"),
        path(f"{base}publish/", admin.publish, name=f"{admin.INDEX}_publish"),
        path(f"{base}import/", admin.bring_in, name=f"{admin.INDEX}_import"),
        path(f"{base}export/", admin.take_out, name=f"{admin.INDEX}_export"),
        path(f"{base}<int:number>/", admin.detail, name=admin.DETAIL),
        path(f"{base}<int:number>/withdraw/", admin.withdraw, name=f"{admin.DETAIL}_withdraw"),
    ]


@hooks.register("register_admin_menu_item")
def guidance_menu_item() -> RightMenuItem:
    """指导价格."""
    return RightMenuItem("指导价格", reverse_lazy(admin.INDEX), icon_name="tag", order=245, right=("read", "service_price"))
