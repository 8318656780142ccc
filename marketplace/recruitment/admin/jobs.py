"""招聘审核: the queue and one posting (ENT-05)."""

from datetime import timedelta
from typing import Any, ClassVar

import django_filters
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from core import clock
from core.access import Actor, can
from core.admin import StaffIndexView, require_staff, waited
from core.decisions import Decision, Failed, decide, offered
from core.errors import NotFound
from core.models import District
from core.states import steps_of
from core.templatetags.ui import day, state_badge
from marketplace.catalog.models import Category
from marketplace.recruitment import services
from marketplace.recruitment.models import JobPosting
from marketplace.recruitment.queries.own import waiting_states
from marketplace.recruitment.queries.public import requirements, shown_pay
from marketplace.recruitment.states import JobKind, JobState, Programme

INDEX, DETAIL = "marketplace_jobs", "marketplace_job"
POSTED = waiting_states()
DECISIONS = {
    "approve": Decision(services.approve, "通过，公开出去", "马上谁都能看到，搜索两秒内跟上。", "通过了，已经公开，也告诉了企业。"),
    "return": Decision(services.return_job, "退回，请对方改", "说清哪一句要改、怎么改；内容都给他留着。", "退回了，原因已经发给企业。", danger=True),
    "hide": Decision(services.hide, "撤下", "页面马上看不到，搜索两秒内跟上。", "撤下了，原因已经发给企业。", danger=True),
    "restore": Decision(services.restore, "恢复显示", "页面马上又能看到。", "恢复显示了，已经告诉企业。"),
}
EVENTS = {
    "submit": "交来审核",
    "approve": "通过",
    "return": "退回",
    "withdraw": "自己撤回去改",
    "edit": "改过，重新审核",
    "renew": "再招 30 天",
    "expire": "到期",
    "close": "自己结束",
    "hide": "撤下",
    "restore": "恢复显示",
}


class JobFilter(WagtailFilterSet):
    """By state, trade, kind, programme and district."""

    state = django_filters.ChoiceFilter(label="状态", choices=POSTED, empty_label="全部")
    category = django_filters.ModelChoiceFilter(
        label="工种", queryset=Category.objects.filter(parent=None, merged_into=None).in_order(), method="by_category", empty_label="全部"
    )
    kind = django_filters.ChoiceFilter(label="用工方式", choices=JobKind.choices, empty_label="都看")
    programme = django_filters.ChoiceFilter(label="专项", choices=[pair for pair in Programme.choices if pair[0]], empty_label="都看")
    district = django_filters.ModelChoiceFilter(label="在哪个区", queryset=District.objects.order_by("position", "pk"), empty_label="全市")

    class Meta:
        model = JobPosting
        fields: ClassVar[list[str]] = []

    def by_category(self, found: QuerySet[JobPosting], name: str, value: Category) -> QuerySet[JobPosting]:
        """The category and what is below it."""
        return found.filter(Q(category=value) | Q(category__parent=value))


def waits(row: JobPosting) -> str:
    """How long a posting has been on the desk."""
    return waited(row.changed_at if row.state == JobState.PENDING else None, clock.now())


def _last_day(row: JobPosting) -> str:
    """The last day; the end itself is the midnight after it."""
    return day(row.expires_at - timedelta(seconds=1)) if row.expires_at else ""


class JobIndex(StaffIndexView):
    """招聘信息: what waits comes first, the longest waiting at the top. Drafts are nobody's business."""

    model = JobPosting
    page_title = "招聘信息"
    header_icon = "group"
    index_url_name = INDEX
    index_results_url_name = f"{INDEX}_results"
    filterset_class = JobFilter
    search_fields = ("title", "enterprise__legal_name", "enterprise__short_name")
    tab_field = "state"
    tab_choices = POSTED
    nothing_here = "没有等着审的招聘。"
    columns: ClassVar = [
        TitleColumn("title", label="岗位", get_url=lambda row: reverse(DETAIL, args=[row.pk])),
        Column("state", label="状态", accessor=state_badge),
        Column("waits", label="等了", accessor=waits),
        Column("enterprise", label="用人单位", accessor=lambda row: row.enterprise.shown_name),
        Column("category", label="工种"),
        Column("get_kind_display", label="用工方式"),
        Column("pay", label="薪酬", accessor=shown_pay, classname="staff-number"),
        Column("expires_at", label="招到", accessor=_last_day),
    ]

    def get_base_queryset(self) -> QuerySet[JobPosting]:
        """What was posted and may be seen."""
        return super().get_base_queryset().exclude(state=JobState.DRAFT)

    def order_queryset(self, queryset: Any) -> QuerySet[JobPosting]:
        """The queue first."""
        waiting = Case(When(state=JobState.PENDING, then=Value(0)), default=Value(1), output_field=IntegerField())
        queued = Case(When(state=JobState.PENDING, then="changed_at"))
        return queryset.with_names().order_by(waiting, queued, "-changed_at", "-pk")


def _posted(number: int, actor: Actor) -> JobPosting:
    """What was posted and the actor may read. Raises NotFound."""
    row = get_object_or_404(JobPosting.objects.with_names().exclude(state=JobState.DRAFT), pk=number)
    if not can(actor, "read", row):
        raise NotFound
    return row


@require_safe
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """One posting: everything that it says, history, and what may be decided."""
    actor = require_staff("read", "job_posting")
    return _show(request, _posted(number, actor))


def _show(request: HttpRequest, row: JobPosting, *, failed: Failed | None = None) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    own = "t" in row.access_scopes(actor)

    def url_of(event: str) -> str:
        return reverse(f"{DETAIL}_decide", args=[row.pk, event])

    context = {
        "job": row,
        "asked": requirements(row),
        "steps": steps_of(row, EVENTS),
        "waits": waits(row),
        "is_public": row.is_public(clock.now()),
        "candidate_count": row.applications.count() if can(actor, "read", "job_application") else None,
        "is_own": own,
        "decisions": [] if own else offered(row, actor, DECISIONS, url_of, failed),
        "failed": failed,
        "breadcrumbs_items": [{"url": reverse(INDEX), "label": "招聘信息"}, {"url": "", "label": f"第 {row.pk} 条"}],
        "header_title": str(row),
        "header_icon": "group",
    }
    return render(request, "recruitment/admin/job.html", context, status=failed.status if failed else 200)


@require_POST
def decide_on(request: HttpRequest, number: int, event: str) -> HttpResponse:
    """Approve, return, hide, restore: one domain call."""
    actor = require_staff("read", "job_posting")
    row = _posted(number, actor)
    failed = decide(request, row, event, DECISIONS)
    return redirect(DETAIL, number) if failed is None else _show(request, _posted(number, actor), failed=failed)
