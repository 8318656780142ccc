"""Staff screens: the tree of categories and the service types (CLS-05). Everything is saved by services."""

from typing import Any, ClassVar

import django_filters
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column

from core.access import can, current_actor
from core.admin import CodeColumn, ServiceEditView, ServiceViewSet, StaffIndexView
from core.templatetags.ui import badge
from marketplace.catalog import services
from marketplace.catalog.admin.ways import table_of
from marketplace.catalog.forms import CategoryForm, NewServiceTypeForm, ServiceTypeForm
from marketplace.catalog.models import ACTIVE, Category, CategoryRedirect, ServiceType
from marketplace.catalog.queries import shown

Row = Category | ServiceType
USE = [("on", "启用"), ("off", "停用"), ("merged", "已并走")]


class _UseFilter(WagtailFilterSet):
    """By whether it is in use."""

    use = django_filters.ChoiceFilter(label="状态", choices=USE, method="by_use", empty_label="全部")

    def by_use(self, found: QuerySet, name: str, value: str) -> QuerySet:
        """In use, out of use, merged into another."""
        return found.filter({"on": ACTIVE, "off": Q(active=False, merged_into=None), "merged": Q(merged_into__isnull=False)}[value])


class CategoryFilter(_UseFilter):
    """By top category and use."""

    parent = django_filters.ModelChoiceFilter(label="顶级分类", queryset=Category.objects.filter(parent=None).in_order(), method="by_top", empty_label="全部")

    class Meta:
        model = Category
        fields: ClassVar[list[str]] = []

    def by_top(self, found: QuerySet, name: str, value: Category) -> QuerySet:
        """The top and what is below it."""
        return found.filter(Q(pk=value.pk) | Q(parent=value))


class ServiceTypeFilter(_UseFilter):
    """By category and use."""

    category = django_filters.ModelChoiceFilter(label="分类", queryset=Category.objects.filter(merged_into=None).in_order(), empty_label="全部")

    class Meta:
        model = ServiceType
        fields: ClassVar[list[str]] = []


def _use(row: Row) -> SafeString:
    """Whether it is in use, as a badge."""
    if row.merged_into is not None:
        return badge(f"已并入{row.merged_into.name}", "info")
    return badge("启用", "ok") if row.active else badge("停用", "warn")


def _name(row: Category) -> str | SafeString:
    """Set in under its top."""
    return format_html('<span class="staff-child">{}</span>', row.name) if row.parent_id is not None else row.name


class MovesColumn(BaseColumn):
    """One step up, one step down."""

    cell_template_name = "catalog/admin/moves.html"

    def get_cell_context_data(self, instance: Row, parent_context: Any) -> dict[str, Any]:
        """With the address, for a row that stands in the order."""
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "url_name": self.accessor, "stands": instance.merged_into_id is None, "csrf_token": parent_context.get("csrf_token")}


class CategoryIndex(StaffIndexView):
    """The tree."""

    template_name = "catalog/admin/basics.html"

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the ways in and out."""
        return {**super().get_context_data(*args, **kwargs), **table_of(self.model)}

    nothing_here = "还没有分类。"
    filterset_class = CategoryFilter
    paginate_by = 200

    @property
    def columns(self) -> list[BaseColumn]:
        """With the steps for those who may move."""
        found = [
            self._get_title_column("name", accessor=_name),
            Column("use", label="状态", accessor=_use),
            CodeColumn("slug", label="网址", accessor=lambda row: f"/services/{row.slug}/"),
            Column("service_count", label="服务项目"),
            Column("redirect_count", label="旧网址"),
        ]
        return [*found, MovesColumn("shift", label="次序", accessor="catalog_shift_category")] if self.user_has_permission("change") else found

    def _get_custom_column(self, field_name: str, column_class: type[Column] = Column, **options: Any) -> Column:
        return column_class(field_name, label="名称", **options)

    def get_base_queryset(self) -> QuerySet:
        """With the counts."""
        types = ServiceType.objects.filter(category=OuterRef("pk"), merged_into=None).order_by().values("category").annotate(number=Count("pk"))
        old = CategoryRedirect.objects.filter(category=OuterRef("pk")).order_by().values("category").annotate(number=Count("pk"))
        counts = {"service_count": Coalesce(Subquery(types.values("number")), 0), "redirect_count": Coalesce(Subquery(old.values("number")), 0)}
        return super().get_base_queryset().select_related("merged_into", "parent").annotate(**counts)

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """Each top with what is below it, as staff have put them; what was merged comes last."""
        gone = Case(When(merged_into=None, then=Value(0)), default=Value(1), output_field=IntegerField())
        top = [Coalesce(F(f"parent__{name}"), F(name)) for name in ("position", "pinyin", "id")]
        return queryset.order_by(gone, *top, F("parent_id").asc(nulls_first=True), "position", "pinyin", "pk")


class CategoryEdit(ServiceEditView):
    """With what hangs on it, and the ways to merge it or take it out of use."""

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        """Old addresses and what may be done."""
        row, actor = self.object, current_actor()
        may_merge = can(actor, "merge", row) and row.merged_into_id is None
        old = list(row.redirects.order_by("-pk")) if isinstance(row, Category) else []
        kind = "category" if isinstance(row, Category) else "service_type"
        return {**super().get_context_data(**options), "old_addresses": old, "may_merge": may_merge, "kind": kind}


class CategoryViewSet(ServiceViewSet):
    """服务分类."""

    model = Category
    add_to_admin_menu = False  # both stand in one menu (wagtail_hooks)
    url_prefix = "marketplace-catalog-categories"
    menu_label = "服务分类"
    menu_order = 240
    icon = "list-ul"
    index_view_class = CategoryIndex
    edit_view_class = CategoryEdit
    create_template_name = "catalog/admin/create.html"
    edit_template_name = "catalog/admin/edit.html"
    index_template_name = CategoryIndex.template_name
    index_results_template_name = StaffIndexView.results_template_name
    list_per_page = 200
    search_fields = ("name", "slug", "code", "aliases")
    search_backend_name = None
    filterset_class = CategoryFilter
    create_service = staticmethod(services.add_category)
    update_service = staticmethod(services.change_category)
    delete_service = staticmethod(services.delete_category)

    def get_form_class(self, for_update: bool = False) -> type:
        """The form."""
        return CategoryForm


class ServiceTypeIndex(CategoryIndex):
    """Service types by category."""

    nothing_here = "还没有服务项目。"
    filterset_class = ServiceTypeFilter

    @property
    def columns(self) -> list[BaseColumn]:
        """With the steps for those who may move."""
        found = [
            self._get_title_column("name"),
            Column("use", label="状态", accessor=_use),
            Column("category", label="分类", accessor=lambda row: shown(row.category)),
            Column("unit", label="单位"),
            Column("needs_licence", label="要许可", accessor=lambda row: row.licence if row.needs_licence else ""),
        ]
        return [*found, MovesColumn("shift", label="次序", accessor="catalog_shift_service_type")] if self.user_has_permission("change") else found

    def get_base_queryset(self) -> QuerySet:
        """With the names."""
        return StaffIndexView.get_base_queryset(self).select_related("category__parent", "unit", "merged_into")

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """By category, as staff have put them."""
        top = [Coalesce(F(f"category__parent__{name}"), F(f"category__{name}")) for name in ("position", "pinyin")]
        return queryset.order_by(*top, "category__position", "category__pinyin", "category_id", "position", "pinyin", "pk")


class ServiceTypeViewSet(ServiceViewSet):
    """服务项目."""

    model = ServiceType
    add_to_admin_menu = False
    url_prefix = "marketplace-catalog-service-types"
    menu_label = "服务项目"
    menu_order = 250
    icon = "clipboard-list"
    index_view_class = ServiceTypeIndex
    edit_view_class = CategoryEdit
    create_template_name = "catalog/admin/create.html"
    edit_template_name = "catalog/admin/edit.html"
    index_template_name = CategoryIndex.template_name
    index_results_template_name = StaffIndexView.results_template_name
    list_per_page = 50
    search_fields = ("name", "code", "summary")
    search_backend_name = None
    filterset_class = ServiceTypeFilter
    create_service = staticmethod(services.add_service_type)
    update_service = staticmethod(services.change_service_type)

    def get_form_class(self, for_update: bool = False) -> type:
        """The form; the code is given once."""
        return ServiceTypeForm if for_update else NewServiceTypeForm
