"""The admin is ours: no news of Wagtail's versions in the help menu."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem

FOREIGN = ("whats-new-in-wagtail", "editor-guide")


@hooks.register("construct_help_menu")
def only_our_help(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Leave out what leads to Wagtail's own pages."""
    menu_items[:] = [item for item in menu_items if not item.name.startswith(FOREIGN)]
