"""The admin is ours: no news of Wagtail's versions in the help menu, its own API answers to those who are in, calendars wait to be asked."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail_localize.views.report import TranslationsReportFilterSet

from core.permissions import SignedIn
from home.admin import MenuViewSet

SCRIPTS = ("core/staff.js", "core/autosave.js")
MENUS = MenuViewSet("home_menus")
# Two filters of the report of translations have no label of their own, so Django would name them by their code.
TranslationsReportFilterSet.base_filters["source_locale"].label = "原文语言"
TranslationsReportFilterSet.base_filters["target_locale"].label = "译文语言"
FOREIGN = ("whats-new-in-wagtail", "editor-guide")


@hooks.register("construct_help_menu")
def only_our_help(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Leave out what leads to Wagtail's own pages."""
    menu_items[:] = [item for item in menu_items if not item.name.startswith(FOREIGN)]


@hooks.register("insert_global_admin_js")
def our_script() -> SafeString:
    """What staff pages do in our way."""
    return format_html_join("", '<script src="{}"></script>', ((static(name),) for name in SCRIPTS))


@hooks.register("construct_admin_api", order=900)
def admin_api_answers(router: WagtailAPIRouter) -> None:
    """The page explorer asks this API. Wagtail's door (may he into the admin?) stands before all of it; our default would let nobody in."""
    for name, view in list(router._endpoints.items()):
        router.register_endpoint(name, type(f"Staff{view.__name__}", (view,), {"permission_classes": (SignedIn,)}))


@hooks.register("register_admin_viewset")
def menus_screen() -> MenuViewSet:
    """网站菜单."""
    return MENUS
