"""Staff screens: the menus of the public site. Everything is saved by services, one call each."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column

from core.admin import ServiceEditView, StaffIndexView, StaffViewSet
from core.revisions import revisions_of
from core.templatetags.ui import badge
from home import services
from home.models import MenuLink
from home.states import Menu


class MenuFilter(WagtailFilterSet):
    """By menu."""

    class Meta:
        model = MenuLink
        fields: ClassVar[list[str]] = ["menu"]


def _destination(row: MenuLink) -> str:
    return row.get_place_display() if row.place else row.page.title if row.page else row.url


class MenuIndex(StaffIndexView):
    """Each menu in its order."""

    nothing_here = "还没有菜单项。"
    filterset_class = MenuFilter
    tab_field = "menu"
    tab_choices = Menu.choices
    paginate_by = 60

    @property
    def columns(self) -> list[BaseColumn]:
        """Words, where they stand and lead."""
        return [
            self._get_title_column("label"),
            Column("menu", label="菜单", accessor=lambda row: row.get_menu_display()),
            Column("to", label="去处", accessor=_destination),
            Column("position", label="次序"),
            Column("shown", label="状态", accessor=lambda row: badge("显示", "ok") if row.shown else badge("不显示", "warn")),
        ]

    def get_base_queryset(self) -> QuerySet:
        """With the pages."""
        return super().get_base_queryset().select_related("page")

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """As visitors see them."""
        return queryset.order_by("menu", "position", "pk")


class MenuEdit(ServiceEditView):
    """With the revisions."""

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        """The last of them."""
        return {**super().get_context_data(**options), "revisions": revisions_of(self.object)}


class MenuViewSet(StaffViewSet):
    """菜单."""

    model = MenuLink
    url_prefix, menu_label, menu_order, icon = "home-menus", "网站菜单", 206, "bars"
    index_view_class = MenuIndex
    edit_view_class = MenuEdit
    create_template_name = "core/admin/kept_create.html"
    edit_template_name = "core/admin/kept_edit.html"
    search_fields = ("label", "url")
    filterset_class = MenuFilter
    list_per_page = 60
    create_service = staticmethod(services.add_link)
    update_service = staticmethod(services.change_link)
    delete_service = staticmethod(services.remove_link)
