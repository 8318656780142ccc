"""举报: the queue, one report, and what is decided."""

from typing import Any, ClassVar

import django_filters
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from core import clock, subjects
from core.access import Actor, can
from core.admin import StaffIndexView, require_staff, waited
from core.decisions import Decision, Failed, decide, offered
from core.errors import NotFound
from core.states import steps_of
from core.templatetags.ui import state_badge
from dispatch.flags import services
from dispatch.flags.models import Flag
from dispatch.flags.queries import KINDS, others_of
from dispatch.flags.states import FlagState, Reason

INDEX, DETAIL = "dispatch_flags", "dispatch_flag"
DECISIONS = {
    "uphold": Decision(
        services.uphold,
        "属实，撤下",
        "马上撤下，对方收到原因；别人对同一条的举报一起了结。",
        "撤下了，举报的人都告诉了。",
        danger=True,
        asks="原因，双方都看得到",
    ),
    "dismiss": Decision(services.dismiss, "不成立", "什么都不动，只把结果告诉举报的人。", "结了，已经告诉举报的人。", asks="怎么查的，举报的人看得到"),
}
EVENTS = {"uphold": "属实，撤下", "dismiss": "不成立"}


class FlagFilter(WagtailFilterSet):
    """By state, kind and reason."""

    state = django_filters.ChoiceFilter(label="状态", choices=FlagState.choices, empty_label="全部")
    kind = django_filters.ChoiceFilter(label="种类", choices=list(KINDS.items()), empty_label="全部")
    reason = django_filters.ChoiceFilter(label="原因", choices=Reason.choices, empty_label="全部")

    class Meta:
        model = Flag
        fields: ClassVar[list[str]] = []


class FlagIndex(StaffIndexView):
    """举报: what waits comes first, the longest waiting at the top."""

    model = Flag
    page_title = "举报"
    header_icon = "warning"
    index_url_name = INDEX
    index_results_url_name = f"{INDEX}_results"
    filterset_class = FlagFilter
    search_fields = ("title", "who", "text")
    tab_field = "state"
    tab_choices = FlagState.choices
    nothing_here = "没有人举报。"
    columns = (
        TitleColumn("title", label="举报的是什么", get_url=lambda row: reverse(DETAIL, args=[row.pk])),
        Column("state", label="状态", accessor=state_badge),
        Column("waits", label="等了", accessor=lambda row: waited(row.created_at if row.state == FlagState.OPEN else None, clock.now())),
        Column("kind", label="种类", accessor=lambda row: KINDS.get(row.kind, row.kind)),
        Column("get_reason_display", label="原因"),
        Column("who", label="谁发的"),
    )

    def order_queryset(self, queryset: Any) -> QuerySet[Flag]:
        """The queue first."""
        waiting = Case(When(state=FlagState.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
        queued = Case(When(state=FlagState.OPEN, then="created_at"))
        return queryset.order_by(waiting, queued, "-created_at", "-pk")


def _flag(number: int, actor: Actor) -> Flag:
    """A report that the actor may read. Raises NotFound."""
    row = get_object_or_404(Flag.objects.select_related("reporter"), pk=number)
    if not can(actor, "read", row):
        raise NotFound
    return row


@require_safe
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """One report."""
    return _show(request, _flag(number, require_staff("read", "flag")))


def _show(request: HttpRequest, row: Flag, *, failed: Failed | None = None) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]

    def url_of(event: str) -> str:
        return reverse(f"{DETAIL}_decide", args=[row.pk, event])

    own = row.reporter_id == actor.user_id
    context = {
        "flag": row,
        "kind": KINDS.get(row.kind, row.kind),
        "is_public": bool(subjects.find_many([row.key], now=clock.now())),
        "others": others_of(row),
        "steps": steps_of(row, EVENTS),
        "is_own": own,
        "decisions": [] if own else offered(row, actor, DECISIONS, url_of, failed),
        "failed": failed,
        "breadcrumbs_items": [{"url": reverse(INDEX), "label": "举报"}, {"url": "", "label": f"第 {row.pk} 条"}],
        "header_title": row.title,
        "header_icon": "warning",
    }
    return render(request, "flags/admin/flag.html", context, status=failed.status if failed else 200)


@require_POST
def decide_on(request: HttpRequest, number: int, event: str) -> HttpResponse:
    """Uphold or dismiss: one domain call."""
    actor = require_staff("read", "flag")
    row = _flag(number, actor)
    failed = decide(request, row, event, DECISIONS)
    return redirect(DETAIL, number) if failed is None else _show(request, _flag(number, actor), failed=failed)
