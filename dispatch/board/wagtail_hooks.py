"""The slice's screens in the Wagtail admin."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from core.admin import RightMenuItem
from dispatch.board.admin import board, late


@hooks.register("register_admin_urls")
def board_urls() -> list:
    """The day, the week, one order, one flag."""
    return [
        path("dispatch-board/", board.day, name=board.DAY),
        path("dispatch-board/week/", board.week, name=board.WEEK),
        path("dispatch-board/late/<int:number>/", late.excuse, name=late.EXCUSE),
        path("dispatch-board/<slug:number>/", board.order, name=board.ORDER),
    ]


@hooks.register("register_admin_menu_item")
def board_menu_item() -> RightMenuItem:
    """派工台."""
    return RightMenuItem("派工台", reverse_lazy(board.DAY), icon_name="calendar-alt", order=223, right=("dispatch", "booking"))
