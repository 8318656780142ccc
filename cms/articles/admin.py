"""The editors' report: how often each article, notice and lesson was read and shared between two days (POR-12)."""

from datetime import date, timedelta
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page

from cms.articles import queries
from cms.articles.states import READ_SOURCES, ReadAction, ReadSource
from core import clock
from core.admin import require_staff
from core.templatetags.ui import day

READS = "cms_articles_reads"
DAYS_SHOWN = 30
KINDS = {"articlepage": "新闻", "noticepage": "政策文件", "lessonpage": "家庭课堂"}
FIELDS = {f"{action.value}_{source.value}": ReadSource(source).label for action, sources in READ_SOURCES.items() for source in sources}


def between(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """The days that the report is about: those asked for, else the last thirty."""
    last = last or today
    return first or last - timedelta(days=DAYS_SHOWN - 1), last


class ReadFilter(WagtailFilterSet):
    """By days, words of the title and kind."""

    day = django_filters.DateFromToRangeFilter(label="哪几天", method="by_day", widget=DateRangePickerWidget)
    title = django_filters.CharFilter(label="标题", lookup_expr="icontains")
    kind = django_filters.ChoiceFilter(label="种类", field_name="content_type__model", choices=list(KINDS.items()), empty_label="全部")

    class Meta:
        model = Page
        fields: list[str] = []

    def by_day(self, queryset: QuerySet[Page], name: str, value: slice) -> QuerySet[Page]:
        """The report sums these days; no page is left out by them."""
        return queryset


def kind_of(page: Page) -> str:
    """新闻, 政策文件, 家庭课堂."""
    return KINDS.get(page.content_type.model, "")


def sources_of(page: Page, action: ReadAction) -> str:
    """Where they came from, the most first: 微信 12 · 搜索引擎 5."""
    found = sorted(((getattr(page, f"{action.value}_{source.value}"), source.label) for source in READ_SOURCES[action]), key=lambda pair: -pair[0])
    return " · ".join(f"{label} {times}" for times, label in found if times)


class PageColumn(TitleColumn):
    """The title, leading to the page as the public sees it."""

    def get_link_url(self, instance: Page, parent_context: Any) -> str:
        """By the request, which remembers the sites: no query a row."""
        return instance.get_url(parent_context.get("request")) or ""


class ReadReport(ReportView):
    """阅读和分享."""

    model = Page
    page_title = "阅读和分享"
    header_icon = "view"
    template_name = "articles/admin/reads.html"
    results_template_name = "articles/admin/reads_results.html"
    index_url_name = READS
    index_results_url_name = f"{READS}_results"
    filterset_class = ReadFilter
    list_export = ["title", "kind", "reads", "shares", *FIELDS]
    export_headings = {"title": "标题", "kind": "种类", "reads": "阅读", "shares": "分享"} | {
        name: f"{'阅读' if name.startswith('read_') else '分享'}：{label}" for name, label in FIELDS.items()
    }
    columns = [
        PageColumn("title", label="标题"),
        Column("kind", label="种类", accessor=kind_of),
        Column("reads", label="阅读"),
        Column("shares", label="分享"),
        Column("came", label="从哪儿来", accessor=lambda page: sources_of(page, ReadAction.READ), classname="wraps"),
        Column("passed", label="怎么分享的", accessor=lambda page: sources_of(page, ReadAction.SHARE), classname="wraps"),
    ]

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Ask the right before anything is read."""
        require_staff("read", "article")
        return super().dispatch(request, *args, **kwargs)

    def days(self) -> tuple[date, date]:
        """The first and the last day."""
        asked: Any = self.filters.form.cleaned_data.get("day") if self.filters and self.filters.is_valid() else None
        today = timezone.localdate(clock.now())
        # A range of dates comes as the moments at which they begin and end.
        first, last = (asked.start and asked.start.date(), asked.stop and asked.stop.date()) if asked else (None, None)
        return between(first, last, today)

    def get_base_queryset(self) -> QuerySet[Page]:
        """Each page with its sums."""
        return queries.read_counts(*self.days())

    def order_queryset(self, queryset: QuerySet[Page]) -> QuerySet[Page]:
        """The most read first."""
        return queryset.order_by("-reads", "-shares", "-pk")

    def to_row_dict(self, item: Page) -> dict[str, Any]:
        """A line of the table for a spreadsheet."""
        item.kind = kind_of(item)
        return super().to_row_dict(item)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the days, in words."""
        first, last = self.days()
        return {**super().get_context_data(*args, **kwargs), "days": f"{day(first)}到 {day(last)}"}
