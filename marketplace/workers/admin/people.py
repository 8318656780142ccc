"""服务人员: the review queue, the blacklist and its appeals, one file (WRK-01, WRK-02, X-TR-03)."""

from typing import Any, ClassVar

import django_filters
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from core import clock
from core.access import Actor, can, require
from core.admin import StaffIndexView, require_staff, waited
from core.decisions import Decision, Failed, decide, offered
from core.errors import Invalid, sentence
from core.forms import NoteForm
from core.models import District
from core.states import steps_of
from core.templatetags.ui import moment, state_badge
from marketplace.workers import services
from marketplace.workers.answers import as_pdf
from marketplace.workers.models import Paper, SpotCheck, Worker
from marketplace.workers.queries import own
from marketplace.workers.queries.papers import checklist, code_of, papers_of
from marketplace.workers.states import STEPS, WorkerState

INDEX, DETAIL = "marketplace_workers", "marketplace_worker"
SHOWN = [(state.value, str(state.label)) for state in WorkerState if state != WorkerState.DRAFT]
DECISIONS = {
    "approve": Decision(services.approve, "通过，准许接活", "公开页面马上能看到；清单没齐通不过。", "通过了，已经告诉本人和单位。"),
    "return": Decision(services.return_worker, "退回，请对方补", "说清差哪一样、怎么补；填过的都留着。", "退回了，原因已经发过去。", danger=True),
    "suspend": Decision(services.suspend, "暂停接单", "页面马上撤下，不再派新单。", "暂停了，原因已经发过去。", danger=True),
    "resume": Decision(services.resume, "恢复接单", "页面马上又能看到，本人自己打开接单。", "恢复了，已经告诉本人和单位。"),
    "block": Decision(services.block, "拉黑", "全网都不能再登记和接活，本人可以申诉。", "拉黑了，原因已经发过去。", danger=True),
    "uphold": Decision(services.uphold, "维持拉黑", "说清为什么维持。", "维持了，已经告诉本人。", danger=True),
    "lift": Decision(services.lift, "撤销拉黑", "先回到暂停，恢复接单另外点。", "撤销了，已经告诉本人和单位。"),
}


class WorkerFilter(WagtailFilterSet):
    """By state, district, on line."""

    state = django_filters.ChoiceFilter(label="状态", choices=SHOWN, empty_label="全部")
    district = django_filters.ModelChoiceFilter(label="住在哪个区", queryset=District.objects.order_by("position", "pk"), empty_label="全市")
    online = django_filters.BooleanFilter(label="接单中")

    class Meta:
        model = Worker
        fields: ClassVar[list[str]] = []


def _waits(row: Worker) -> str:
    """How long a file or an appeal has been on the desk."""
    return waited(row.changed_at if row.state in (WorkerState.PENDING, WorkerState.APPEALED) else None, clock.now())


class WorkerIndex(StaffIndexView):
    """服务人员: what waits comes first, the longest waiting at the top."""

    model = Worker
    page_title = "服务人员"
    header_icon = "group"
    index_url_name = INDEX
    index_results_url_name = f"{INDEX}_results"
    filterset_class = WorkerFilter
    search_fields = ("name", "called", "enterprise__legal_name", "enterprise__short_name")
    tab_field = "state"
    tab_choices = SHOWN
    nothing_here = "没有等着审的档案。"
    columns: ClassVar = [
        TitleColumn("name", label="姓名", get_url=lambda row: reverse(DETAIL, args=[row.pk])),
        Column("called", label="家庭怎么叫"),
        Column("state", label="状态", accessor=state_badge),
        Column("online", label="接单", accessor=lambda row: "接单中" if row.online else ""),
        Column("waits", label="等了", accessor=_waits),
        Column("enterprise", label="所属企业", accessor=lambda row: row.enterprise.shown_name if row.enterprise else "自己接活"),
        Column("district", label="住在"),
        Column("changed_at", label="改过", accessor=lambda row: moment(row.changed_at)),
    ]

    def get_base_queryset(self) -> QuerySet[Worker]:
        """What was handed in and may be seen."""
        return super().get_base_queryset().exclude(state=WorkerState.DRAFT)

    def order_queryset(self, queryset: Any) -> QuerySet[Worker]:
        """The queue first."""
        waiting = Q(state__in=[WorkerState.PENDING, WorkerState.APPEALED])
        first = Case(When(waiting, then=Value(0)), default=Value(1), output_field=IntegerField())
        queued = Case(When(waiting, then="changed_at"))
        return queryset.with_names().order_by(first, queued, "-changed_at", "-pk")


@require_safe
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """One file: data, the checklist of today, papers, history, and what may be decided."""
    actor = require_staff("read", "worker")
    return show(request, own.readable(number, actor=actor))


def show(request: HttpRequest, row: Worker, *, failed: Failed | None = None, revealed: str = "", reveal_error: str = "") -> HttpResponse:
    """The record of a worker."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    is_own = bool(row.access_scopes(actor) & {"o", "t"}) or (row.author_id is not None and row.author_id == actor.user_id)
    today, sees = timezone.localdate(clock.now()), can(actor, "read", Paper(worker=row))
    papers = papers_of(row)
    items = checklist(row, today, papers)

    def url_of(event: str) -> str:
        return reverse(f"{DETAIL}_decide", args=[row.pk, event])

    context = {
        "worker": row,
        "items": items,
        "code": code_of(row, today, items),
        "papers": [{"row": paper, "holds": paper.holds_on(today)} for paper in papers] if sees else [],
        "sees_papers": sees,
        "skills": list(row.skills.select_related("service_type").order_by("-years", "pk")),
        "checks": own.checks_of(row) if can(actor, "read", SpotCheck(worker=row)) else [],
        "sees_checks": can(actor, "read", SpotCheck(worker=row)),
        "may_check": not is_own and can(actor, "create", SpotCheck),
        "may_close": can(actor, "update", SpotCheck),
        "steps": steps_of(row, STEPS),
        "waits": _waits(row),
        "id_number": revealed or own.masked_number(row),
        "may_reveal": bool(row.id_number) and not revealed and can(actor, "reveal", Paper(worker=row)),
        "reveal_error": reveal_error,
        "is_own": is_own,
        "decisions": [] if is_own else offered(row, actor, DECISIONS, url_of, failed),
        "failed": failed,
        "breadcrumbs_items": [{"url": reverse(INDEX), "label": "服务人员"}, {"url": "", "label": f"第 {row.pk} 号档案"}],
        "header_title": row.name,
        "header_icon": "group",
    }
    return render(request, "workers/admin/worker.html", context, status=failed.status if failed else 400 if reveal_error else 200)


@require_POST
def decide_on(request: HttpRequest, number: int, event: str) -> HttpResponse:
    """Approve, return, suspend, resume, block, decide an appeal: one domain call."""
    actor = require_staff("read", "worker")
    row = own.readable(number, actor=actor)
    failed = decide(request, row, event, DECISIONS)
    return redirect(DETAIL, number) if failed is None else show(request, own.readable(number, actor=actor), failed=failed)


@require_POST
def reveal(request: HttpRequest, number: int) -> HttpResponse:
    """Show the whole ID number once; leaves an audit row."""
    actor = require_staff("read", "worker")
    row = own.readable(number, actor=actor)
    require(actor, "reveal", Paper.access_resource)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return show(request, row, reveal_error="；".join(map(str, form.errors["note"])))
    try:
        whole = services.reveal_number(row, reason=form.cleaned_data["note"], actor=actor, now=clock.now())
    except Invalid as error:
        return show(request, row, reveal_error=sentence(error))
    messages.success(request, "号码只在这一页显示，已经记入审计记录。")
    return show(request, row, revealed=whole)


@require_safe
def safety_file(request: HttpRequest, number: int) -> HttpResponse:
    """The safety file as one PDF (WRK-04)."""
    actor = require_staff("read", Paper.access_resource)
    row = own.readable(number, actor=actor)
    return as_pdf(services.safety_file(row, actor=actor, now=clock.now()), row.code)
