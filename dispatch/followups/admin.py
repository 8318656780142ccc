"""回访任务: whom to ask today, what they said; and how often each service is followed up."""

from typing import Any, ClassVar

import django_filters
from django.contrib import messages
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from core import clock
from core.access import Actor, can, require
from core.admin import StaffIndexView, require_staff
from core.decisions import Decision, Failed, decide, offered
from core.errors import Conflict, Invalid, NotFound
from core.forms import say
from core.states import steps_of
from core.templatetags.ui import badge, day, state_badge
from dispatch.followups import services
from dispatch.followups.forms import ResultForm, RuleForm
from dispatch.followups.models import FollowRule, FollowUp
from dispatch.followups.states import STEPS, FollowUpState, Result

INDEX, DETAIL, RULES = "dispatch_followups", "dispatch_followup", "dispatch_follow_rules"
DECISIONS = {
    "take": Decision(services.take, "我来回访", "名字记在这一条上。", "你来回访这一条。"),
    "hand_back": Decision(services.hand_back, "放回去", "别人可以接着办。", "放回去了。"),
    "reopen": Decision(services.reopen, "再回访一次", "重新回到待回访。", "又排上了。", asks="为什么再回访"),
}


class FollowUpFilter(WagtailFilterSet):
    """By state, result and whether its day is over."""

    state = django_filters.ChoiceFilter(label="状态", choices=FollowUpState.choices, empty_label="全部")
    result = django_filters.ChoiceFilter(label="结果", choices=Result.choices, empty_label="全部")
    due = django_filters.ChoiceFilter(label="到期", choices=[("1", "到日子没回访的")], method="by_due", empty_label="都看")

    class Meta:
        model = FollowUp
        fields: ClassVar[list[str]] = []

    def by_due(self, found: QuerySet[FollowUp], name: str, value: str) -> QuerySet[FollowUp]:
        """Those whose day has come."""
        return found.due(timezone.localdate(clock.now()))  # type: ignore[attr-defined]


def _due(row: FollowUp) -> Any:
    today = timezone.localdate(clock.now())
    return badge(f"{day(row.due_on)}，过了", "bad") if row.is_overdue(today) else day(row.due_on)


class FollowUpIndex(StaffIndexView):
    """回访任务: what is due first stands first."""

    model = FollowUp
    page_title = "回访任务"
    header_icon = "mail"
    index_url_name = INDEX
    index_results_url_name = f"{INDEX}_results"
    filterset_class = FollowUpFilter
    search_fields = ("booking__number", "booking__title", "note")
    tab_field = "state"
    tab_choices = FollowUpState.choices
    nothing_here = "没有要回访的。"
    columns: ClassVar = [
        TitleColumn("booking", label="哪一单", accessor=lambda row: row.booking.title, get_url=lambda row: reverse(DETAIL, args=[row.pk])),
        Column("state", label="状态", accessor=state_badge),
        Column("due_on", label="哪天回访", accessor=_due),
        Column("day", label="完工后", accessor=lambda row: f"第 {row.day} 天"),
        Column("owner", label="谁回访", accessor=lambda row: str(row.owner or "")),
        Column("result", label="结果", accessor=lambda row: row.get_result_display()),
    ]

    def order_queryset(self, queryset: Any) -> QuerySet[FollowUp]:
        """What waits first, by its day."""
        waits = Case(When(state=FollowUpState.CLOSED, then=Value(1)), default=Value(0), output_field=IntegerField())
        return queryset.select_related("booking", "owner").order_by(waits, "due_on", "pk")


def _one(number: int, actor: Actor) -> FollowUp:
    row = (
        FollowUp.objects.select_related("booking__service_type", "booking__enterprise", "booking__provider", "booking__district", "owner")
        .filter(pk=number)
        .first()
    )
    if row is None or not can(actor, "read", row):
        raise NotFound
    return row


@require_safe
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """One follow-up."""
    return _show(request, _one(number, require_staff("read", FollowUp.access_resource)))


def _show(request: HttpRequest, row: FollowUp, *, failed: Failed | None = None, form: ResultForm | None = None) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]

    def url_of(event: str) -> str:
        return reverse(f"{DETAIL}_decide", args=[row.pk, event])

    may = can(actor, "handle", row) and row.state != FollowUpState.CLOSED
    context = {
        "row": row,
        "overdue": row.is_overdue(timezone.localdate(clock.now())),
        "others": FollowUp.objects.filter(booking=row.booking).exclude(pk=row.pk).order_by("day"),
        "form": (form or ResultForm()) if may else None,
        "steps": steps_of(row, STEPS),
        "decisions": offered(row, actor, DECISIONS, url_of, failed),
        "failed": failed,
        "breadcrumbs_items": [{"url": reverse(INDEX), "label": "回访任务"}, {"url": "", "label": row.booking.number}],
        "header_title": row.booking.title,
        "header_icon": "mail",
    }
    return render(request, "followups/admin/follow_up.html", context, status=failed.status if failed else 400 if form and form.errors else 200)


@require_POST
def decide_on(request: HttpRequest, number: int, event: str) -> HttpResponse:
    """Take, hand back, reopen: one domain call."""
    actor = require_staff("read", FollowUp.access_resource)
    row = _one(number, actor)
    failed = decide(request, row, event, DECISIONS)
    return redirect(DETAIL, number) if failed is None else _show(request, _one(number, actor), failed=failed)


@require_POST
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Write the result: one domain call."""
    actor = require_staff("read", FollowUp.access_resource)
    row, form = _one(number, actor), ResultForm(request.POST)
    require(actor, "handle", row)
    if form.is_valid():
        try:
            services.close(row, actor=actor, now=clock.now(), **form.cleaned_data)
        except (Invalid, Conflict) as error:
            say(form, error)
        else:
            messages.success(request, "记下了。")
            return redirect(DETAIL, number)
    return _show(request, _one(number, actor), form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """How often each service is followed up; set one: one domain call."""
    actor = require_staff("read", FollowRule.access_resource)
    form = RuleForm(request.POST or None)
    if request.method == "POST":
        require(actor, "update", FollowRule)
        if form.is_valid():
            try:
                services.set_rule(form.cleaned_data["service_type"], days=form.cleaned_data["days"], actor=actor, now=clock.now())
            except Invalid as error:
                say(form, error)
            else:
                messages.success(request, "改好了，以后完工的单按这个来。")
                return redirect(RULES)
    rows = FollowRule.objects.select_related("service_type").order_by("service_type__name")
    context = {"rows": rows, "form": form, "may": can(actor, "update", FollowRule), "header_title": "回访安排", "header_icon": "list-ul"}
    crumbs = [{"url": reverse(INDEX), "label": "回访任务"}, {"url": "", "label": "回访安排"}]
    return render(request, "followups/admin/rules.html", {**context, "breadcrumbs_items": crumbs}, status=400 if form.errors else 200)
