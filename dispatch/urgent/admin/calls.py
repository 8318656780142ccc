"""急单: what is being looked for and how long it has waited; one with its offers, its plan, and whom to send."""

from typing import Any, ClassVar

import django_filters
from django.contrib import messages
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from core import clock
from core.access import Actor, can
from core.admin import StaffIndexView, require_staff
from core.decisions import Decision, Failed, decide, offered
from core.errors import Conflict, Invalid, sentence
from core.models import District
from core.states import steps_of
from core.templatetags.ui import moment, state_badge
from core.texts import whole
from dispatch.matching.errors import why
from dispatch.matching.finding import Demand, match
from dispatch.urgent import queries, services
from dispatch.urgent.models import UrgentOrder
from dispatch.urgent.spans import took
from dispatch.urgent.states import SEARCHING, STEPS, UrgentState
from marketplace.bookings.errors import SlotTaken

INDEX, DETAIL = "dispatch_urgent", "dispatch_urgent_call"
STATES = [(state.value, str(state.label)) for state in UrgentState]
DECISIONS = {
    "give_up": Decision(
        services.give_up,
        "派不出去，告诉家里",
        "家里会收到短信，没有收钱；原因写在他们的页面上。",
        "告诉家里了。",
        danger=True,
        asks="为什么派不出去，家里看得到",
    )
}


class CallFilter(WagtailFilterSet):
    """By state and district."""

    state = django_filters.ChoiceFilter(label="状态", choices=STATES, empty_label="全部")
    district = django_filters.ModelChoiceFilter(label="在哪个区", queryset=District.objects.order_by("position", "pk"), empty_label="全市")

    class Meta:
        model = UrgentOrder
        fields: ClassVar[list[str]] = []


class CallIndex(StaffIndexView):
    """急单: what a dispatcher has to do stands first."""

    model = UrgentOrder
    page_title = "急单"
    header_icon = "warning"
    index_url_name = INDEX
    index_results_url_name = f"{INDEX}_results"
    filterset_class = CallFilter
    search_fields = ("number", "what", "incident__name")
    tab_field = "state"
    tab_choices = STATES
    nothing_here = "还没有急单。"
    columns: ClassVar = [
        TitleColumn("number", label="哪一单", accessor=lambda row: f"{row.incident.name} {row.number}", get_url=lambda row: reverse(DETAIL, args=[row.number])),
        Column("state", label="状态", accessor=state_badge),
        Column("waited", label="找人用了", accessor=lambda row: took(row.waiting_for(clock.now()))),
        Column("wave", label="第几轮"),
        Column("district", label="区", accessor=lambda row: row.district.name),
        Column("owner", label="哪位调度", accessor=lambda row: str(row.owner or "")),
        Column("created_at", label="什么时候报的", accessor=lambda row: moment(row.created_at)),
    ]

    def order_queryset(self, queryset: Any) -> QuerySet[UrgentOrder]:
        """What was handed over first, then what is being offered, then the latest."""
        pressing = Case(
            When(state=UrgentState.ESCALATED, then=Value(0)), When(state=UrgentState.OFFERING, then=Value(1)), default=Value(2), output_field=IntegerField()
        )
        return queryset.with_names().order_by(pressing, "-pk")


@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """One urgent order."""
    actor = require_staff("read", UrgentOrder.access_resource)
    return _show(request, queries.visible(number, actor=actor))


def _show(request: HttpRequest, row: UrgentOrder, *, failed: Failed | None = None) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = clock.now()

    def url_of(event: str) -> str:
        return reverse(f"{DETAIL}_decide", args=[row.number, event])

    searching, may = row.state in SEARCHING, can(actor, "dispatch", row)
    stage = queries.stage_of(row, now)
    context = {
        "call": row,
        "stage_name": stage.label,
        "late": stage == "overdue",
        "waited": row.waiting_for(now),
        "offers": queries.offers_of(row),
        "runs": queries.runs_of(call=row),
        "may": may,
        "able": _able(row, now) if searching and may else [],
        "searching": searching,
        "mine": row.owner_id is not None and row.owner_id == actor.user_id,
        "steps": steps_of(row, STEPS),
        "decisions": offered(row, actor, DECISIONS, url_of, failed),
        "failed": failed,
        "breadcrumbs_items": [{"url": reverse(INDEX), "label": "急单"}, {"url": "", "label": row.number}],
        "header_title": row.number,
        "header_icon": "warning",
    }
    return render(request, "urgent/admin/call.html", context, status=failed.status if failed else 200)


def _able(row: UrgentOrder, now: Any) -> list[Any]:
    """Who could be sent now, as far as the parameters let anybody go."""
    demand = Demand(row.service_type_id, row.minutes, (row.lat, row.lng), family_id=row.customer_id, district_id=row.district_id)
    return match(demand, now=now, size=12)


@require_POST
def decide_on(request: HttpRequest, number: str, event: str) -> HttpResponse:
    """Give up: one domain call."""
    actor = require_staff("read", UrgentOrder.access_resource)
    row = queries.visible(number, actor=actor)
    failed = decide(request, row, event, DECISIONS)
    return redirect(DETAIL, number) if failed is None else _show(request, queries.visible(number, actor=actor), failed=failed)


@require_POST
def own(request: HttpRequest, number: str) -> HttpResponse:
    """I look after it."""
    actor = require_staff("read", UrgentOrder.access_resource)
    services.own(queries.visible(number, actor=actor), actor=actor, now=clock.now())
    messages.success(request, "这一单你来办。")
    return redirect(DETAIL, number)


@require_POST
def appoint(request: HttpRequest, number: str) -> HttpResponse:
    """Send somebody: one domain call. Why he cannot come is said in the words of the calendar."""
    actor = require_staff("read", UrgentOrder.access_resource)
    row = queries.visible(number, actor=actor)
    text = request.POST.get("worker", "")
    try:
        services.appoint(row, worker_id=(whole(text) or 0), actor=actor, now=clock.now())
    except SlotTaken as error:
        messages.error(request, f"他去不了：{why(error)}。")
    except (Invalid, Conflict) as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, "派好了，家里和他都收到了通知。")
    return redirect(DETAIL, number)
