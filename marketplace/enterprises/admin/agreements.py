"""Staff screens of cooperation agreements: the list, drafting, one with what may be done to it (ENT-12)."""

from datetime import date, timedelta
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from core import clock
from core.access import Actor, can
from core.admin import StaffIndexView, require_staff
from core.decisions import Decision, Failed, decide, offered
from core.errors import Conflict, Invalid, NotFound
from core.forms import say
from core.states import steps_of
from core.templatetags.ui import day, state_badge
from core.texts import whole
from marketplace.enterprises import services
from marketplace.enterprises.commission import commission_text
from marketplace.enterprises.forms import AgreementForm
from marketplace.enterprises.models import Agreement
from marketplace.enterprises.parameters import COMMISSION, REMIND_DAYS
from marketplace.enterprises.states import AgreementState

AGREEMENTS, AGREEMENT = "marketplace_agreements", "marketplace_agreement"
RESOURCE = Agreement.access_resource
DECISIONS = {
    "sign": Decision(services.sign_agreement, "签署", "从开始那天起算数，企业马上收到通知。", "签好了，已经通知企业。"),
    "discard": Decision(services.discard_agreement, "作废", "没签的不要了，留在这里作记录。", "作废了。", danger=True, asks="为什么作废"),
    "terminate": Decision(
        services.end_agreement, "提前终止", "马上不算数；没有别的协议接上，企业就不能发布新的服务，也不接新单。", "终止了，原因已经发给企业。", danger=True
    ),
}
EVENTS = {"sign": "签署", "discard": "作废", "expire": "到期", "terminate": "提前终止"}
SOON = timedelta(days=30)


class AgreementFilter(WagtailFilterSet):
    """By state, and those that end soon."""

    state = django_filters.ChoiceFilter(label="状态", choices=AgreementState.choices, empty_label="全部")
    soon = django_filters.BooleanFilter(label="30 天内到期", method="ends_soon", widget=django_filters.widgets.BooleanWidget())

    class Meta:
        model = Agreement
        fields: ClassVar[list[str]] = []

    def ends_soon(self, found: QuerySet[Agreement], name: str, value: bool | None) -> QuerySet[Agreement]:
        """In force and over within a month."""
        today = timezone.localdate(clock.now())
        near = {"state": AgreementState.IN_FORCE, "ends_on__gte": today, "ends_on__lte": today + SOON}
        return found.filter(**near) if value else found


def left(row: Agreement, today: date) -> str:
    """How long it still holds, in words; empty when it does not."""
    if row.state != AgreementState.IN_FORCE:
        return ""
    if row.starts_on > today:
        return f"{day(row.starts_on)}起"
    days = (row.ends_on - today).days
    return "今天最后一天" if days == 0 else f"还有 {days} 天" if days > 0 else "已经过期"


class AgreementIndex(StaffIndexView):
    """合作协议: what waits for a signature first, then by the last day."""

    model = Agreement
    page_title = "合作协议"
    header_icon = "doc-full"
    index_url_name = AGREEMENTS
    index_results_url_name = f"{AGREEMENTS}_results"
    template_name = "enterprises/admin/agreements.html"
    filterset_class = AgreementFilter
    search_fields = ("number", "enterprise__legal_name", "enterprise__short_name")
    tab_field = "state"
    tab_choices = AgreementState.choices
    nothing_here = "还没有协议。"
    columns = (
        TitleColumn("number", label="编号", get_url=lambda row: reverse(AGREEMENT, args=[row.pk])),
        Column("enterprise", label="企业", accessor=lambda row: row.enterprise.shown_name),
        Column("state", label="状态", accessor=state_badge),
        Column("ends_on", label="到哪天", accessor=lambda row: day(row.ends_on)),
        Column("left", label="还有多久", accessor=lambda row: left(row, timezone.localdate(clock.now()))),
        Column("commission", label="佣金", accessor=commission_text, classname="staff-number"),
    )

    def get_base_queryset(self) -> QuerySet[Agreement]:
        """What may be seen."""
        return super().get_base_queryset().select_related("enterprise")

    def order_queryset(self, queryset: QuerySet[Agreement]) -> QuerySet[Agreement]:
        """Drafts first, then the next to end."""
        return queryset.order_by("state", "ends_on", "pk")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With what the actor may do."""
        return {**super().get_context_data(*args, **kwargs), "may_draft": can(self.request.actor, "create", Agreement)}


def _crumbs(label: str) -> list[dict[str, str]]:
    return [{"url": reverse(AGREEMENTS), "label": "合作协议"}, {"url": "", "label": label}]


def _row(number: int, actor: Actor) -> Agreement:
    """One that the actor may read. Raises NotFound."""
    row = get_object_or_404(Agreement.objects.select_related("enterprise", "file", "drafted_by"), pk=number)
    if not can(actor, "read", row):
        raise NotFound
    return row


@require_safe
def agreement(request: HttpRequest, number: int) -> HttpResponse:
    """One agreement."""
    actor = require_staff("read", RESOURCE)
    return _show(request, _row(number, actor))


def _show(request: HttpRequest, row: Agreement, failed: Failed | None = None) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    mine = row.drafted_by_id == actor.user_id and row.state == AgreementState.DRAFT
    open_to = {event: decision for event, decision in DECISIONS.items() if not (mine and event == "sign")}
    context = {
        "row": row,
        "left": left(row, timezone.localdate(clock.now())),
        "commission": commission_text(row),
        "readable": can(actor, "read", row.file),
        "steps": steps_of(row, EVENTS),
        "others": list(Agreement.objects.filter(enterprise_id=row.enterprise_id).exclude(pk=row.pk).order_by("-starts_on", "-pk")[:20]),
        "decisions": offered(row, actor, open_to, lambda event: reverse(f"{AGREEMENT}_decide", args=[row.pk, event]), failed),
        "mine": mine,
        "may_draft": can(actor, "create", Agreement),
        "failed": failed,
        "breadcrumbs_items": _crumbs(row.number),
        "header_title": str(row),
        "header_icon": "doc-full",
    }
    return render(request, "enterprises/admin/agreement.html", context, status=failed.status if failed else 200)


@require_POST
def decide_agreement(request: HttpRequest, number: int, event: str) -> HttpResponse:
    """Sign, discard, terminate: one domain call."""
    actor = require_staff("read", RESOURCE)
    row = _row(number, actor)
    failed = decide(request, row, event, DECISIONS)
    return redirect(AGREEMENT, number) if failed is None else _show(request, _row(number, actor), failed)


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest) -> HttpResponse:
    """Put an agreement down; `enterprise` names with whom, `renews` which one it follows."""
    require_staff("create", RESOURCE)
    if request.method != "POST":
        return _ask(request, AgreementForm(initial=_initial(request)))
    form = AgreementForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            made = services.draft_agreement(actor=request.actor, now=clock.now(), **form.cleaned_data)  # type: ignore[attr-defined]
        except (Invalid, Conflict) as error:
            say(form, error)
        else:
            messages.success(request, "存好了，等另一位同事签署。")
            return redirect(AGREEMENT, made.pk)
    return _ask(request, form, status=400)


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return whole(text)


def _initial(request: HttpRequest) -> dict[str, Any]:
    today = timezone.localdate(clock.now())
    before = Agreement.objects.filter(pk=_number(request, "renews") or 0).first()
    if before is None:
        usual = {"remind_days": REMIND_DAYS.at(clock.now()), "commission_bp": COMMISSION.at(clock.now())}
        return {"enterprise": _number(request, "enterprise"), "starts_on": today, "ends_on": _year_after(today), **usual}
    starts = max(before.ends_on + timedelta(days=1), today)
    same = {name: getattr(before, name) for name in ("commission_bp", "commission_floor_fen", "commission_cap_fen", "remind_days")}
    return {"enterprise": before.enterprise_id, "starts_on": starts, "ends_on": _year_after(starts), **same}


def _year_after(first: date) -> date:
    """The last day of a year that begins on `first`."""
    try:
        return first.replace(year=first.year + 1) - timedelta(days=1)
    except ValueError:
        return first.replace(year=first.year + 1, day=28)


def _ask(request: HttpRequest, form: AgreementForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "breadcrumbs_items": _crumbs("起草"), "header_title": "起草合作协议", "header_icon": "doc-full"}
    return render(request, "enterprises/admin/draft.html", context, status=status)
