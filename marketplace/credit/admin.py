"""信用: how everybody stands, the history of one, the table to take along."""

from typing import Any, ClassVar

import django_filters
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from core import clock, sheets
from core.access import can
from core.admin import StaffIndexView, require_staff
from core.errors import NotFound
from core.templatetags.ui import badge, moment
from marketplace.credit import queries
from marketplace.credit.models import Standing
from marketplace.credit.scoring import Rules
from marketplace.credit.states import NEW, Grade, Kind, Part
from marketplace.enterprises.models import Enterprise
from marketplace.workers.models import Worker

INDEX, DETAIL, SHEET = "marketplace_credit", "marketplace_credit_of", "marketplace_credit_sheet"
NONE = "none"
GRADES = [*((grade.value, f"{grade.value} {grade.label}") for grade in Grade), (NONE, "还没有等级")]


def _named(rows: QuerySet[Standing]) -> QuerySet[Standing]:
    """With the name of each, in the same query."""
    firm = Enterprise.objects.filter(pk=OuterRef("number")).annotate(said=Coalesce(NullIf("short_name", Value("")), F("legal_name"))).values("said")
    person = Worker.objects.filter(pk=OuterRef("number")).values("called")
    return rows.annotate(name=Case(When(kind=Kind.ENTERPRISE, then=Subquery(firm)), default=Subquery(person)))


class CreditFilter(WagtailFilterSet):
    """By kind and grade."""

    kind = django_filters.ChoiceFilter(label="谁", choices=Kind.choices, empty_label="都看")
    grade = django_filters.ChoiceFilter(label="等级", choices=GRADES, method="by_grade", empty_label="全部")

    class Meta:
        model = Standing
        fields: ClassVar[list[str]] = []

    def by_grade(self, found: QuerySet[Standing], name: str, value: str) -> QuerySet[Standing]:
        """Those of a grade, or without one."""
        return found.filter(grade="" if value == NONE else value)


def _grade(row: Standing) -> Any:
    return badge(f"{row.grade} {Grade(row.grade).label}", row.tone) if row.grade else badge(NEW)


class CreditIndex(StaffIndexView):
    """信用: the lowest score of those with a grade first, since that is where something has to be done."""

    model = Standing
    page_title = "信用"
    header_icon = "glasses"
    index_url_name = INDEX
    index_results_url_name = f"{INDEX}_results"
    template_name = "credit/admin/index.html"
    filterset_class = CreditFilter
    search_fields = ("name",)
    tab_field = "kind"
    tab_choices = Kind.choices
    nothing_here = "还没有算过信用。"
    columns: ClassVar = [
        TitleColumn("name", label="谁", accessor=lambda row: row.name or f"#{row.number}", get_url=lambda row: reverse(DETAIL, args=[row.kind, row.number])),
        Column("kind", label="种类", accessor=lambda row: row.get_kind_display()),
        Column("grade", label="等级", accessor=_grade),
        Column("score", label="信用分", accessor="score"),
        Column("facts", label="几条记录", accessor="facts"),
        Column("changed_at", label="上次变动", accessor=lambda row: moment(row.changed_at)),
    ]

    def get_base_queryset(self) -> QuerySet[Standing]:
        """With names, so that they can be searched."""
        return _named(super().get_base_queryset())

    def order_queryset(self, queryset: Any) -> QuerySet[Standing]:
        """Those with a grade first, the lowest score first."""
        return queryset.order_by(Case(When(grade="", then=1), default=0), "score", "kind", "number")


@require_safe
def detail(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """One: the parts with what they take off, and the history."""
    actor = require_staff("read", Standing.access_resource)
    row = _named(Standing.objects.filter(kind=kind, number=min(number, queries.BIGGEST))).first()
    if row is None or not can(actor, "read", row):
        raise NotFound
    name = row.name or f"#{row.number}"  # type: ignore[attr-defined]
    context = {
        "row": row,
        "name": name,
        "badge": _grade(row),
        "rules": Rules.at(clock.now()),
        "parts": queries.shown_parts(row, Rules.at(clock.now())),
        "history": queries.history_of(row.kind, row.number),
        "breadcrumbs_items": [{"url": reverse(INDEX), "label": "信用"}, {"url": "", "label": name}],
        "header_title": name,
        "header_icon": "glasses",
    }
    return render(request, "credit/admin/detail.html", context)


@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """Everybody as a table: score, grade, and share and facts of each part."""
    actor = require_staff("read", Standing.access_resource)
    heads = ["种类", "编号", "名称", "等级", "信用分", "几条记录", *(f"{part.label}{what}" for part in Part for what in ("（%）", "（条）"))]
    rows = _named(Standing.objects.visible_to(actor)).order_by("kind", "number")
    made = sheets.written(heads, [_cells(row) for row in rows])
    name = f"credit-{timezone.localdate(clock.now())}.csv"
    return HttpResponse(made, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _cells(row: Any) -> list[Any]:
    kept = [row.parts.get(part, {}) for part in Part]
    numbers = [cell for one in kept for cell in (one.get("share", 0) // 100, one.get("count", 0))]
    return [row.get_kind_display(), row.number, row.name or "", row.grade, row.score, row.facts, *numbers]
