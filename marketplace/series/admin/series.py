"""定期服务: all of them for staff, and the dates that wait for a family. Read only."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from core import clock
from core.access import current_actor
from core.admin import StaffIndexView, require_staff
from core.models import District
from core.states import steps_of
from core.templatetags.ui import moment, state_badge, yuan
from marketplace.series import shown
from marketplace.series.models import Series
from marketplace.series.queries import monthly, own
from marketplace.series.states import SeriesState

INDEX, DETAIL, EXCEPTIONS = "marketplace_series", "marketplace_series_one", "marketplace_series_exceptions"
STATES = [(state.value, str(state.label)) for state in SeriesState]


class SeriesFilter(WagtailFilterSet):
    """By state and district."""

    state = django_filters.ChoiceFilter(label="状态", choices=STATES, empty_label="全部")
    district = django_filters.ModelChoiceFilter(label="在哪个区", queryset=District.objects.order_by("position", "pk"), empty_label="全市")

    class Meta:
        model = Series
        fields: ClassVar[list[str]] = []


def _waits(row: Any) -> str:
    return f"{row.asks_count} 次" if row.asks_count else ""


class SeriesIndex(StaffIndexView):
    """定期服务: who, how often, what waits."""

    model = Series
    page_title = "定期服务"
    header_icon = "rotate"
    index_url_name = INDEX
    index_results_url_name = f"{INDEX}_results"
    filterset_class = SeriesFilter
    search_fields = ("number", "title", "enterprise__legal_name", "enterprise__short_name")
    tab_field = "state"
    tab_choices = STATES[:5]
    nothing_here = "还没有定期服务。"
    columns: ClassVar = [
        TitleColumn("number", label="编号", accessor="number", get_url=lambda row: reverse(DETAIL, args=[row.number])),
        Column("title", label="约的是什么"),
        Column("rhythm", label="多久一次", accessor=shown.rhythm_in_words),
        Column("provider", label="服务方", accessor=lambda row: row.provider_name),
        Column("worker", label="谁来", accessor=lambda row: row.worker.called if row.worker else ""),
        Column("next", label="下一次", accessor=lambda row: moment(row.next_at) if row.next_at else ""),
        Column("waits", label="等家里定", accessor=_waits),
        Column("state", label="状态", accessor=state_badge),
        Column("total", label="合计（元）", accessor=lambda row: yuan(row.total_fen), classname="staff-number"),
    ]

    def order_queryset(self, queryset: Any) -> QuerySet[Series]:
        """The latest first."""
        return own.with_counts(queryset.with_names(), clock.now()).order_by("-pk")


@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One series with its dates and its story; the address stays covered here."""
    require_staff("read", Series.access_resource)
    row = own.visible(number, actor=current_actor())
    context = {
        "series": row,
        "rhythm": shown.rhythm_in_words(row),
        "rows": shown.rows_of(own.visits_of(row), now=clock.now()),
        "dues": monthly.dues_of(row),
        "steps": steps_of(row, shown.STEPS),
        "index": reverse(INDEX),
        "breadcrumbs_items": [{"url": reverse(INDEX), "label": "定期服务"}, {"url": "", "label": row.number}],
        "header_title": row.title,
        "header_icon": "rotate",
    }
    return render(request, "series/admin/series.html", context)


@require_safe
def exceptions(request: HttpRequest) -> HttpResponse:
    """The dates of all series on which nobody can come, the next first."""
    require_staff("read", Series.access_resource)
    rows = list(own.exceptions(clock.now())[:200])
    context = {
        "rows": rows,
        "breadcrumbs_items": [{"url": reverse(INDEX), "label": "定期服务"}, {"url": "", "label": "排不上的"}],
        "header_title": "排不上的",
        "header_icon": "rotate",
    }
    return render(request, "series/admin/exceptions.html", context)
