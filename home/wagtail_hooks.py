"""The admin is ours: no news of Wagtail's versions in the help menu, and its own API answers to those who are in."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.api.v2.router import WagtailAPIRouter

from core.permissions import SignedIn

FOREIGN = ("whats-new-in-wagtail", "editor-guide")


@hooks.register("construct_help_menu")
def only_our_help(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Leave out what leads to Wagtail's own pages."""
    menu_items[:] = [item for item in menu_items if not item.name.startswith(FOREIGN)]


@hooks.register("construct_admin_api", order=900)
def admin_api_answers(router: WagtailAPIRouter) -> None:
    """The page explorer asks this API. Wagtail's door (may he into the admin?) stands before all of it; our default would let nobody in."""
    for name, view in list(router._endpoints.items()):
        router.register_endpoint(name, type(f"Staff{view.__name__}", (view,), {"permission_classes": (SignedIn,)}))
