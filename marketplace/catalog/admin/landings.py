"""分类页介绍: what editors write for the landing pages, with its history."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from wagtail.admin.ui.tables import BaseColumn, Column

from core.admin import ServiceEditView, StaffIndexView, StaffViewSet
from core.revisions import revisions_of
from marketplace.catalog import services
from marketplace.catalog.models import Landing


class LandingIndex(StaffIndexView):
    """By category, the service types after it."""

    nothing_here = "还没有写过。"

    @property
    def columns(self) -> list[BaseColumn]:
        """Which page, its heading, how many questions."""
        return [
            self._get_title_column("heading"),
            Column("category", label="服务分类", accessor=lambda row: row.category or "—"),
            Column("service_type", label="服务项目", accessor=lambda row: row.service_type or "—"),
            Column("questions", label="常见问题", accessor=lambda row: f"{len(row.faq)} 条"),
        ]

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """As the catalogue has them."""
        return queryset.select_related("category", "service_type").order_by("category__position", "service_type__position", "pk")


class LandingEdit(ServiceEditView):
    """With the revisions: when, by whom."""

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        """The last of them."""
        return {**super().get_context_data(**options), "revisions": revisions_of(self.object)}


class LandingViewSet(StaffViewSet):
    """分类页介绍."""

    model = Landing
    url_prefix, menu_label, menu_order, icon = "marketplace-catalog-landings", "分类页介绍", 30, "doc-full"
    add_to_admin_menu = False
    index_view_class = LandingIndex
    edit_view_class = LandingEdit
    create_template_name = "core/admin/kept_create.html"
    edit_template_name = "core/admin/kept_edit.html"
    search_fields: ClassVar = ("heading", "text")
    list_per_page = 50
    create_service = staticmethod(services.add_landing)
    update_service = staticmethod(services.change_landing)
    delete_service = staticmethod(services.remove_landing)
