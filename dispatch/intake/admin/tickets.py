"""Staff screens: the desk of questions and the desk of feedback. One manner for both; everything is saved by services, one call each."""

from dataclasses import dataclass
from typing import Any, ClassVar

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from core import clock
from core.access import Actor, can, require
from core.admin import StaffIndexView, require_staff, waited
from core.audit.services import record_refusal
from core.decisions import Decision, Failed, decide, offered
from core.errors import Conflict, Invalid, NotFound, sentence
from core.forms import NoteForm
from core.templatetags.ui import badge, moment, state_badge
from dispatch.intake import drafts, queries, services
from dispatch.intake.forms import OwnerForm
from dispatch.intake.models import OVERDUE_AFTER, Enquiry, Feedback, Ticket
from dispatch.intake.states import FeedbackKind, TicketState
from members.models import User
from members.phones import masked

DECISIONS = {
    "take": Decision(services.take, "我来办", "记在你名下，别的同事就知道有人在办了。", "记在你名下了。"),
    "answer": Decision(services.answer, "答复", "发到对方的消息里；没有账号、留了手机号的发短信叫他来看。", "答复送出去了。", asks="答复，对方会看到"),
    "close": Decision(services.close, "办结", "对方还可以再问，再问就重新打开。", "办结了。"),
    "dismiss": Decision(services.dismiss, "不用答复，办结", "广告、重复、试着玩的。对方不会收到通知。", "办结了。", danger=True, asks="为什么，只留在记录里"),
    "reopen": Decision(services.reopen, "重新打开", "回到处理中，等答复的钟重新走。", "重新打开了。", asks="为什么，对方会看到"),
}
EVENTS = {"take": "接手", "assign": "指派", "answer": "答复", "close": "办结", "dismiss": "不用答复，办结", "reopen": "重新打开"}


@dataclass(frozen=True, slots=True)
class Desk:
    """One of the two desks."""

    model: type[Ticket]
    index: str
    detail: str
    title: str
    icon: str

    @property
    def resource(self) -> str:
        """The resource of members/permissions.toml."""
        return self.model.access_resource  # type: ignore[attr-defined]


DESKS = {
    "enquiries": Desk(Enquiry, "dispatch_enquiries", "dispatch_enquiry", "咨询登记", "help"),
    "feedback": Desk(Feedback, "dispatch_feedback", "dispatch_feedback_item", "意见反馈", "comment"),
}


def _owners(request: HttpRequest | None) -> QuerySet[User]:
    """Whoever looks after anything."""
    asked = Q(pk__in=Feedback.objects.exclude(owner=None).values("owner")) | Q(pk__in=Enquiry.objects.exclude(owner=None).values("owner"))
    return User.objects.filter(asked).order_by("display_name", "pk")


class _TicketFilter(WagtailFilterSet):
    """What both desks are narrowed by."""

    state = django_filters.ChoiceFilter(label="状态", choices=TicketState.choices, empty_label="全部")
    owner = django_filters.ModelChoiceFilter(label="经办人", queryset=_owners, empty_label="全部", null_label="没人接手")
    overdue = django_filters.ChoiceFilter(label="等答复", choices=[("1", "超过 24 小时")], method="by_wait", empty_label="不限")

    def by_wait(self, found: QuerySet, name: str, value: str) -> QuerySet:
        """Those that have waited too long."""
        return found.filter(waits_since__lt=clock.now() - OVERDUE_AFTER)


class FeedbackFilter(_TicketFilter):
    """By state, kind, owner, waiting."""

    kind = django_filters.ChoiceFilter(label="种类", choices=FeedbackKind.choices, empty_label="全部")

    class Meta:
        model = Feedback
        fields: ClassVar[list[str]] = []


class EnquiryFilter(_TicketFilter):
    """By state, what it is about, owner, waiting."""

    kind = django_filters.ChoiceFilter(
        label="关于", field_name="subject_kind", choices=[("course", "培训课程"), ("enterprise", "加盟企业"), ("listing", "供求信息")], empty_label="全部"
    )

    class Meta:
        model = Enquiry
        fields: ClassVar[list[str]] = []


def _wait(row: Ticket) -> str:
    """How long somebody has waited, marked when it is too long."""
    now = clock.now()
    text = waited(row.waits_since, now)
    return badge(f"超时 {text}", "bad") if row.waits_since is not None and row.waits_since < now - OVERDUE_AFTER else text


def _columns(detail: str, *own: Column) -> tuple[Column, ...]:
    return (
        TitleColumn("number", label="编号", get_url=lambda row: reverse(detail, args=[row.pk])),
        Column("state", label="状态", accessor=state_badge),
        Column("waits", label="等了", accessor=_wait),
        *own,
        Column("text", label="说了什么", accessor=lambda row: row.text[:40]),
        Column("sender", label="谁", accessor=lambda row: row.sender_name),
        Column("owner", label="经办人", accessor=lambda row: row.owner or "没人接手"),
        Column("created_at", label="收到", accessor=lambda row: moment(row.created_at)),
    )


class _TicketIndex(StaffIndexView):
    """What waits comes first, the longest waiting at the top; then the others, the latest first."""

    tab_field = "state"
    tab_choices = TicketState.choices
    nothing_here = "没有等着办的。"
    search_fields: tuple[str, ...] = ("number", "text", "name")

    def get_base_queryset(self) -> QuerySet:
        """With everybody that the list names."""
        return super().get_base_queryset().with_people()  # type: ignore[attr-defined]

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """The queue first: NULLs come last."""
        return queryset.order_by("waits_since", "-pk")


class FeedbackIndex(_TicketIndex):
    """意见反馈."""

    model = Feedback
    page_title = DESKS["feedback"].title
    header_icon = DESKS["feedback"].icon
    index_url_name = DESKS["feedback"].index
    index_results_url_name = f"{DESKS['feedback'].index}_results"
    filterset_class = FeedbackFilter
    columns = _columns(DESKS["feedback"].detail, Column("kind", label="种类", accessor=lambda row: row.get_kind_display()))


class EnquiryIndex(_TicketIndex):
    """咨询登记."""

    model = Enquiry
    page_title = DESKS["enquiries"].title
    header_icon = DESKS["enquiries"].icon
    index_url_name = DESKS["enquiries"].index
    index_results_url_name = f"{DESKS['enquiries'].index}_results"
    filterset_class = EnquiryFilter
    search_fields = ("number", "text", "name", "subject_title")
    columns = _columns(DESKS["enquiries"].detail, Column("subject", label="关于", accessor=lambda row: row.subject_title or "一般咨询"))


def _ticket(desk: Desk, number: int, actor: Actor) -> Any:
    """A ticket that the actor may read. Raises NotFound."""
    row = get_object_or_404(desk.model.objects.with_people(), pk=number)
    if not can(actor, "read", row):
        raise NotFound
    return row


@require_safe
def detail(request: HttpRequest, desk: str, number: int) -> HttpResponse:
    """One ticket: what was said, by whom, what happened, what may be done; with `draft=1` a draft of the answer, where that is switched on."""
    known = DESKS[desk]
    actor = require_staff("read", known.resource)
    row = _ticket(known, number, actor)
    draft = drafts.drafted(row, now=clock.now()) if request.GET.get("draft") and can(actor, "handle", row) else None
    return _show(request, desk, row, _Said(draft=draft))


@dataclass(frozen=True, slots=True)
class _Said:
    """What a step on the screen has left to say."""

    failed: Failed | None = None
    owner_error: str = ""
    reveal_error: str = ""
    phone: str = ""
    status: int = 200
    draft: drafts.Draft | None = None


def _show(request: HttpRequest, desk: str, row: Ticket, said: _Said | None = None) -> HttpResponse:
    known, said, actor = DESKS[desk], said or _Said(), request.actor  # type: ignore[attr-defined]
    own = row.sender_id is not None and row.sender_id == actor.user_id
    now = clock.now()

    def url_of(event: str) -> str:
        return reverse(f"{known.detail}_decide", args=[row.pk, event])

    decisions = [] if own else offered(row, actor, DECISIONS, url_of, said.failed)
    answering = next((one for one in decisions if one["event"] == "answer"), None)
    if answering and said.draft:
        answering["note"] = answering["note"] or said.draft.text
    assigns = not own and row.state in (TicketState.NEW, TicketState.ASSIGNED) and can(actor, "assign", row)
    context = {
        "row": row,
        "desk": desk,
        "wait": _wait(row),
        "phone": said.phone or (masked(row.phone) if row.phone else ""),
        "may_reveal": bool(row.phone) and not said.phone and can(actor, "reveal", row),
        "colleagues": queries.colleagues(known.resource, now=now) if assigns else [],
        "steps": [{"title": EVENTS.get(step.event, step.event), "at": step.at, "by": step.actor_name, "note": step.note} for step in queries.steps_of(row)],
        "is_own": own,
        "decisions": decisions,
        "draft": said.draft if answering else None,
        "may_draft": answering is not None and said.draft is None and drafts.offered(now=now),
        "failed": said.failed,
        "owner_error": said.owner_error,
        "reveal_error": said.reveal_error,
        "assign_url": f"{known.detail}_assign",
        "reveal_url": f"{known.detail}_reveal",
        "breadcrumbs_items": [{"url": reverse(known.index), "label": known.title}, {"url": "", "label": row.number}],
        "header_title": row.number,
        "header_icon": known.icon,
    }
    return render(request, "intake/admin/ticket.html", context, status=said.failed.status if said.failed else said.status)


@require_POST
def decide_on(request: HttpRequest, desk: str, number: int, event: str) -> HttpResponse:
    """Take, answer, close, dismiss, reopen: one domain call."""
    known = DESKS[desk]
    actor = require_staff("read", known.resource)
    row = _ticket(known, number, actor)
    failed = decide(request, row, event, DECISIONS)
    return redirect(known.detail, number) if failed is None else _show(request, desk, _ticket(known, number, actor), _Said(failed=failed))


@require_POST
def assign(request: HttpRequest, desk: str, number: int) -> HttpResponse:
    """Give it to a colleague: one domain call."""
    known = DESKS[desk]
    actor = require_staff("read", known.resource)
    row = _ticket(known, number, actor)
    require(actor, "assign", row)
    form = OwnerForm(request.POST, colleagues=queries.colleagues(known.resource, now=clock.now()))
    if not form.is_valid():
        return _show(request, desk, row, _Said(owner_error="；".join(map(str, form.errors["owner"])), status=400))
    try:
        services.assign(row, owner=form.cleaned_data["owner"], actor=actor, now=clock.now())
    except Invalid as error:
        return _show(request, desk, row, _Said(owner_error=sentence(error), status=400))
    except Conflict as error:
        record_refusal(actor, error, path=request.path, method="POST")
        return _show(request, desk, _ticket(known, number, actor), _Said(owner_error=error.message, status=error.status))
    messages.success(request, f"交给{form.cleaned_data['owner']}了。")
    return redirect(known.detail, number)


@require_POST
def reveal(request: HttpRequest, desk: str, number: int) -> HttpResponse:
    """Show the whole number once; leaves an audit row."""
    known = DESKS[desk]
    actor = require_staff("read", known.resource)
    row = _ticket(known, number, actor)
    require(actor, "reveal", row)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _show(request, desk, row, _Said(reveal_error="；".join(map(str, form.errors["note"])), status=400))
    try:
        phone = services.reveal_phone(row, reason=form.cleaned_data["note"], actor=actor, now=clock.now())
    except Invalid as error:
        return _show(request, desk, row, _Said(reveal_error=sentence(error), status=400))
    messages.success(request, "号码只在这一页显示，已经记入审计记录。")
    return _show(request, desk, row, _Said(phone=phone))
