"""住家和长期: all of them for staff, and one with its price, its periods and its story."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from core.access import current_actor
from core.admin import StaffIndexView, require_staff
from core.models import District
from core.states import steps_of
from core.templatetags.ui import day, state_badge, yuan
from marketplace.engagements import shown
from marketplace.engagements.models import Engagement
from marketplace.engagements.queries import contracts, own
from marketplace.engagements.states import EngagementState

INDEX, DETAIL = "marketplace_engagements", "marketplace_engagement"
STATES = [(state.value, str(state.label)) for state in EngagementState]


class EngagementFilter(WagtailFilterSet):
    """By state and district."""

    state = django_filters.ChoiceFilter(label="状态", choices=STATES, empty_label="全部")
    district = django_filters.ModelChoiceFilter(label="在哪个区", queryset=District.objects.order_by("position", "pk"), empty_label="全市")

    class Meta:
        model = Engagement
        fields: ClassVar[list[str]] = []


def _worker(row: Engagement) -> str:
    stay = shown.there(row)
    return stay.worker.called if stay else ""


class EngagementIndex(StaffIndexView):
    """住家和长期: who asked for whom, for which days, where it stands."""

    model = Engagement
    page_title = "住家和长期服务"
    header_icon = "home"
    index_url_name = INDEX
    index_results_url_name = f"{INDEX}_results"
    filterset_class = EngagementFilter
    search_fields = ("number", "title", "enterprise__legal_name", "enterprise__short_name")
    tab_field = "state"
    tab_choices = STATES[:8]
    nothing_here = "还没有。"
    columns: ClassVar = [
        TitleColumn("number", label="编号", accessor="number", get_url=lambda row: reverse(DETAIL, args=[row.number])),
        Column("title", label="找什么人"),
        Column("provider", label="服务方", accessor=lambda row: row.provider_name),
        Column("worker", label="谁去", accessor=_worker),
        Column("starts_on", label="从哪天起", accessor=lambda row: day(row.starts_on)),
        Column("ends_on", label="到哪天前", accessor=lambda row: day(row.ends_on)),
        Column("district", label="区", accessor=lambda row: row.district.name),
        Column("state", label="状态", accessor=state_badge),
        Column("total", label="价格（元）", accessor=lambda row: yuan(row.chargeable_fen), classname="staff-number"),
    ]

    def order_queryset(self, queryset: Any) -> QuerySet[Engagement]:
        """The latest first."""
        return queryset.with_names().order_by("-pk")


@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One engagement; the address stays covered here."""
    require_staff("read", Engagement.access_resource)
    row = own.visible(number, actor=current_actor())
    contract = contracts.latest(row)
    context = {
        "row": row,
        "stay": shown.there(row),
        "facts": shown.facts(row),
        "quotes": row.quotes.order_by("-version"),
        "periods": row.periods.order_by("position"),
        "dues": row.dues.order_by("pk"),
        "assessments": row.assessments.select_related("assessor").order_by("-pk"),
        "contract": contract,
        "signed": contracts.signed_by(contract) if contract else {},
        "search": own.open_search(row),
        "steps": steps_of(row, shown.STEPS),
        "index": reverse(INDEX),
    }
    return render(request, "engagements/admin/engagement.html", context)
