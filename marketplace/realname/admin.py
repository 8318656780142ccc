"""实名认证: what waits, one of them with the number masked, and what is decided (MEM-06)."""

from typing import Any, ClassVar

import django_filters
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from core import clock
from core.access import Actor, can, require
from core.admin import StaffIndexView, require_staff, waited
from core.decisions import Decision, Failed, decide, offered
from core.errors import Invalid, NotFound, sentence
from core.forms import NoteForm
from core.states import steps_of
from core.templatetags.ui import state_badge
from marketplace.realname import services
from marketplace.realname.models import RealName
from marketplace.realname.states import STEPS, NameState
from marketplace.workers import identity

INDEX, DETAIL = "marketplace_real_names", "marketplace_real_name"
DECISIONS = {
    "verify": Decision(services.verify, "对得上，通过", "会员马上收到通知。", "通过了，已经告诉会员。"),
    "reject": Decision(services.reject, "不通过", "会员看得到原因，改好可以再交。", "退回了，原因已经告诉会员。"),
    "revoke": Decision(services.revoke, "撤销认证", "马上不算数，会员看得到原因。", "撤销了，已经告诉会员。", danger=True),
}


class NameFilter(WagtailFilterSet):
    """By state."""

    state = django_filters.ChoiceFilter(label="状态", choices=NameState.choices, empty_label="全部")

    class Meta:
        model = RealName
        fields: ClassVar[list[str]] = []


class NameIndex(StaffIndexView):
    """实名认证: what waits first, the longest waiting at the top."""

    model = RealName
    page_title = "实名认证"
    header_icon = "user"
    index_url_name = INDEX
    index_results_url_name = f"{INDEX}_results"
    filterset_class = NameFilter
    search_fields = ("user__display_name",)
    tab_field = "state"
    tab_choices = NameState.choices
    nothing_here = "没有要核的。"
    columns: ClassVar = [
        TitleColumn("user", label="会员", accessor=lambda row: str(row.user), get_url=lambda row: reverse(DETAIL, args=[row.pk])),
        Column("state", label="状态", accessor=state_badge),
        Column("waits", label="等了", accessor=lambda row: waited(row.submitted_at if row.state == NameState.PENDING else None, clock.now())),
        Column("number", label="身份证号", accessor=lambda row: identity.masked(row.number)),
    ]

    def order_queryset(self, queryset: Any) -> QuerySet[RealName]:
        """The queue first."""
        waiting = Case(When(state=NameState.PENDING, then=Value(0)), default=Value(1), output_field=IntegerField())
        return queryset.select_related("user").order_by(waiting, "submitted_at", "pk")


def _one(number: int, actor: Actor) -> RealName:
    row = RealName.objects.select_related("user").filter(pk=number).first()
    if row is None or not can(actor, "read", row):
        raise NotFound
    return row


@require_safe
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """One of them."""
    return _show(request, _one(number, require_staff("read", RealName.access_resource)))


def _show(request: HttpRequest, row: RealName, *, failed: Failed | None = None, number: str = "", error: str = "", status: int = 200) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]

    def url_of(event: str) -> str:
        return reverse(f"{DETAIL}_decide", args=[row.pk, event])

    own = row.user_id == actor.user_id
    context = {
        "row": row,
        "number": number or identity.masked(row.number),
        "is_own": own,
        "may_reveal": not number and not own and can(actor, "reveal", row),
        "reveal_error": error,
        "steps": steps_of(row, STEPS),
        "decisions": [] if own else offered(row, actor, DECISIONS, url_of, failed),
        "failed": failed,
        "breadcrumbs_items": [{"url": reverse(INDEX), "label": "实名认证"}, {"url": "", "label": str(row.user)}],
        "header_title": str(row.user),
        "header_icon": "user",
    }
    return render(request, "realname/admin/name.html", context, status=failed.status if failed else status)


@require_POST
def decide_on(request: HttpRequest, number: int, event: str) -> HttpResponse:
    """Verify, reject, revoke: one domain call."""
    actor = require_staff("read", RealName.access_resource)
    row = _one(number, actor)
    failed = decide(request, row, event, DECISIONS)
    return redirect(DETAIL, number) if failed is None else _show(request, _one(number, actor), failed=failed)


@require_POST
def reveal(request: HttpRequest, number: int) -> HttpResponse:
    """The whole number once, for a reason."""
    actor = require_staff("read", RealName.access_resource)
    row, form = _one(number, actor), NoteForm(request.POST)
    require(actor, "reveal", row)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    try:
        return _show(request, row, number=services.reveal(row, reason=note, actor=actor, now=clock.now()))
    except Invalid as error:
        return _show(request, row, error=sentence(error), status=400)
