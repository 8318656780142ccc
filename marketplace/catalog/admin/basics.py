"""Staff screens of basic data: districts, units, administrative divisions, holidays; each also as a table in and out (PAR-02)."""

from functools import partial
from typing import Any, ClassVar

import django_filters
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column

from core import clock
from core.admin import CodeColumn, ServiceViewSet, StaffIndexView, require_staff
from core.errors import Invalid
from core.forms import SheetForm, say
from core.models import District, Holiday, Region, Unit
from core.sheets import MOST_BYTES
from core.templatetags.ui import badge
from marketplace.catalog import forms, services
from marketplace.catalog.admin.ways import table_of
from marketplace.catalog.tables import TABLES, Table

LEVELS = {2: "省", 4: "市", 6: "区县", 9: "街道乡镇"}


class RegionFilter(WagtailFilterSet):
    """By province or district."""

    within = django_filters.ModelChoiceFilter(
        label="属于",
        queryset=Region.objects.annotate(size=models.functions.Length("code")).filter(size__in=(2, 6)).order_by("code"),
        method="by_parent",
        empty_label="全部",
    )

    class Meta:
        model = Region
        fields: ClassVar[list[str]] = []

    def by_parent(self, found: QuerySet[Region], name: str, value: Region) -> QuerySet[Region]:
        """The division and all below it."""
        return found.filter(code__startswith=value.code)


class BasicsIndex(StaffIndexView):
    """One table of basic data."""

    template_name = "catalog/admin/basics.html"
    nothing_here = "还没有内容。"

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the ways in and out."""
        return {**super().get_context_data(*args, **kwargs), **table_of(self.model)}

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """As the table is taken out."""
        return queryset.order_by(*next(table for table in TABLES.values() if table.model is self.model).order)


def _on(row: District | Region) -> str:
    return badge("启用", "ok") if row.active else badge("停用", "warn")


class DistrictIndex(BasicsIndex):
    """区."""

    @property
    def columns(self) -> list[BaseColumn]:
        """Name, code, city, whether in use."""
        return [
            self._get_title_column("name"),
            CodeColumn("code", label="代码"),
            Column("short", label="简称"),
            Column("city", label="城市"),
            Column("active", label="状态", accessor=_on),
        ]


class UnitIndex(BasicsIndex):
    """计价单位."""

    @property
    def columns(self) -> list[BaseColumn]:
        """Name and code."""
        return [self._get_title_column("label"), CodeColumn("code", label="代码"), Column("position", label="次序")]


class RegionIndex(BasicsIndex):
    """行政区划."""

    filterset_class = RegionFilter

    @property
    def columns(self) -> list[BaseColumn]:
        """Name, code, level, whether in use."""
        level = Column("level", label="级别", accessor=lambda row: LEVELS[len(row.code)])
        return [self._get_title_column("name"), CodeColumn("code", label="代码"), level, Column("active", label="状态", accessor=_on)]


class HolidayIndex(BasicsIndex):
    """节假日."""

    @property
    def columns(self) -> list[BaseColumn]:
        """Date, name, what it is."""
        kind = Column("kind", label="安排", accessor=lambda row: badge(row.get_kind_display(), "info" if row.kind == "rest" else "warn"))
        return [self._get_title_column("date"), Column("name", label="名称"), kind]

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """The latest first."""
        return queryset.order_by("-date")


class _BasicsViewSet(ServiceViewSet):
    add_to_admin_menu = False
    index_template_name = BasicsIndex.template_name
    index_results_template_name = BasicsIndex.results_template_name
    create_template_name = "catalog/admin/create.html"
    edit_template_name = "catalog/admin/create.html"
    list_per_page = 50
    search_backend_name = None
    icon = "list-ul"
    form: ClassVar[type]
    update_service = staticmethod(services.change_basic)
    delete_service = staticmethod(services.delete_basic)

    def get_form_class(self, for_update: bool = False) -> type:
        """The form."""
        return self.form


class DistrictViewSet(_BasicsViewSet):
    """区."""

    model, form, index_view_class = District, forms.DistrictForm, DistrictIndex
    url_prefix, menu_label, menu_order = "marketplace-catalog-districts", "区", 10
    search_fields = ("name", "code", "pinyin")
    create_service = staticmethod(partial(services.add_basic, District))


class UnitViewSet(_BasicsViewSet):
    """计价单位."""

    model, form, index_view_class = Unit, forms.UnitForm, UnitIndex
    url_prefix, menu_label, menu_order = "marketplace-catalog-units", "计价单位", 20
    search_fields = ("label", "code")
    create_service = staticmethod(partial(services.add_basic, Unit))


class RegionViewSet(_BasicsViewSet):
    """行政区划."""

    model, form, index_view_class = Region, forms.RegionForm, RegionIndex
    url_prefix, menu_label, menu_order = "marketplace-catalog-regions", "行政区划", 30
    search_fields = ("name", "code")
    filterset_class = RegionFilter
    create_service = staticmethod(partial(services.add_basic, Region))


class HolidayViewSet(_BasicsViewSet):
    """节假日."""

    model, form, index_view_class = Holiday, forms.HolidayForm, HolidayIndex
    url_prefix, menu_label, menu_order = "marketplace-catalog-holidays", "节假日", 40
    search_fields = ("name",)
    create_service = staticmethod(partial(services.add_basic, Holiday))


SCREENS = {
    "districts": DistrictViewSet("marketplace_catalog_districts"),
    "units": UnitViewSet("marketplace_catalog_units"),
    "regions": RegionViewSet("marketplace_catalog_regions"),
    "holidays": HolidayViewSet("marketplace_catalog_holidays"),
}


def _table(name: str) -> Table:
    if name not in TABLES:
        raise Http404
    return TABLES[name]


def _index(table: Table) -> str:
    return f"marketplace_catalog_{table.name}:index"


@require_safe
def take_out(request: HttpRequest, name: str) -> HttpResponse:
    """The table as a sheet that can come in again."""
    table = _table(name)
    require_staff("read", table.model.access_resource)  # type: ignore[attr-defined]
    response = HttpResponse(services.take_out(table), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{table.name}-{timezone.localdate(clock.now())}.csv"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest, name: str) -> HttpResponse:
    """A sheet in: one domain call, all of it or nothing."""
    table = _table(name)
    actor = require_staff("create", table.model.access_resource)  # type: ignore[attr-defined]
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = services.bring_in(table, content=form.cleaned_data["file"].read(MOST_BYTES + 1), actor=actor, now=clock.now())
        except Invalid as error:
            say(form, error)
        else:
            messages.success(request, f"新增 {done.added} 行，改了 {done.changed} 行，{done.same} 行原来就是这样。")
            return redirect(_index(table))
    crumbs = [{"url": reverse(_index(table)), "label": table.label}, {"url": "", "label": "导入表格"}]
    context = {"form": form, "sheet": table, "breadcrumbs_items": crumbs, "header_title": f"导入{table.label}", "header_icon": "upload"}
    return render(request, "catalog/admin/bring_in.html", context, status=400 if form.errors else 200)
