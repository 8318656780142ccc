"""The slice's screens in the Wagtail admin."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from core.admin import RightMenuItem
from marketplace.ratings.admin import ratings
from marketplace.ratings.choosers import RatingChooser, rating_chooser


@hooks.register("register_admin_urls")
def rating_urls() -> list:
    """All, one, what is decided."""
    base = "marketplace-ratings/"
    return [
        path(base, ratings.RatingIndex.as_view(), name=ratings.INDEX),
        path(f"{base}results/", ratings.RatingIndex.as_view(results_only=True), name=f"{ratings.INDEX}_results"),
        path(f"{base}<int:number>/", ratings.detail, name=ratings.DETAIL),
        path(f"{base}<int:number>/<slug:event>/", ratings.decide_on, name=f"{ratings.DETAIL}_decide"),
    ]


@hooks.register("register_admin_menu_item")
def ratings_menu_item() -> RightMenuItem:
    """评价."""
    return RightMenuItem("评价", reverse_lazy(ratings.INDEX), icon_name="pick", order=229, right=("read", "rating"))


@hooks.register("register_admin_viewset")
def chooser() -> RatingChooser:
    """评价，给首页选。"""
    return rating_chooser
