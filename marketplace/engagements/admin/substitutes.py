"""替补: what is open, the nearest deadline first (X-BK-15)."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from core.admin import StaffIndexView
from core.templatetags.ui import moment, state_badge
from marketplace.engagements.admin.engagements import DETAIL
from marketplace.engagements.models import Substitute
from marketplace.engagements.queries.substitutes import RELATED
from marketplace.engagements.states import FallenOut, SubstituteState

INDEX = "marketplace_substitutes"
STATES = [(state.value, str(state.label)) for state in SubstituteState]


class SubstituteFilter(WagtailFilterSet):
    """By state and reason."""

    state = django_filters.ChoiceFilter(label="状态", choices=STATES, empty_label="全部")
    reason = django_filters.ChoiceFilter(label="为什么", choices=FallenOut.choices, empty_label="都看")

    class Meta:
        model = Substitute
        fields: ClassVar[list[str]] = []


def _page(row: Substitute) -> str:
    return reverse("marketplace_booking" if row.booking_id else DETAIL, args=[row.deal.number])


class SubstituteIndex(StaffIndexView):
    """替补: which order, who fell out, who is proposed, until when."""

    model = Substitute
    page_title = "替补"
    header_icon = "group"
    index_url_name = INDEX
    index_results_url_name = f"{INDEX}_results"
    filterset_class = SubstituteFilter
    search_fields = ("booking__number", "engagement__number", "old_worker__called")
    tab_field = "state"
    tab_choices = STATES
    nothing_here = "没有要找替补的。"
    columns: ClassVar = [
        TitleColumn("order", label="订单", accessor=lambda row: row.deal.number, get_url=_page),
        Column("title", label="什么服务", accessor=lambda row: row.deal.title),
        Column("provider", label="服务方", accessor=lambda row: row.deal.provider_name),
        Column("old", label="谁来不了", accessor=lambda row: row.old_worker.called),
        Column("why", label="为什么", accessor=lambda row: row.get_reason_display()),
        Column("worker", label="替补", accessor=lambda row: row.worker.called if row.worker else "还没有"),
        Column("until", label="最晚答复", accessor=lambda row: moment(row.until)),
        Column("state", label="状态", accessor=state_badge),
    ]

    def order_queryset(self, queryset: Any) -> QuerySet[Substitute]:
        """The nearest deadline of what is open first, then the latest."""
        return queryset.select_related(*RELATED).order_by("ended_at", "until", "-pk")
