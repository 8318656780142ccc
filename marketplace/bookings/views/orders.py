"""The family's orders: /my/orders/."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.access import Actor
from core.errors import Conflict, Invalid, NotFound
from core.forms import attempt
from core.idempotency.views import fresh_key, idempotent_form
from core.paging import split
from core.states import available, steps_of
from core.texts import whole
from marketplace.bookings import services, shown
from marketplace.bookings.availability import rule_of
from marketplace.bookings.errors import PriceMoves
from marketplace.bookings.forms import StartForm
from marketplace.bookings.models import Booking
from marketplace.bookings.queries import own
from marketplace.bookings.queries.providers import of_booking
from marketplace.bookings.queries.talking import unread
from marketplace.bookings.services.finding import job_of
from marketplace.bookings.services.keeping import taken_by
from marketplace.bookings.states import UNDER_WAY, BookingState, ChangeState, TalkSide

PORTAL = {"portal": "my"}
DAYS = 7
Verb = Callable[..., Booking]


@require_safe
@login_required
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """All of one's orders, the latest first."""
    now = clock.now()
    found = own.of_customer(request.actor, before=whole(request.GET.get("cursor", "")))  # type: ignore[attr-defined]
    page, following = split(found, own.PAGE_SIZE)
    rows = [{"row": row, "called": shown.called(row), "line": shown.short_line(row, now), "owed": bool(shown.track(row))} for row in page]
    return render(request, "bookings/mine.html", {**PORTAL, "rows": rows, "next": following})


@require_safe
@login_required
@never_cache
def order(request: HttpRequest, number: str) -> HttpResponse:
    """One order: where it stands, who comes, what it costs, what may be done next."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = own.for_customer(number, actor=actor)
    said = {"unread": unread(row, TalkSide.FAMILY), "key": fresh_key()}
    return render(request, "bookings/order.html", {**PORTAL, **order_context(row, actor, now), **said})


def order_context(row: Booking, actor: Actor, now: datetime) -> dict[str, Any]:
    """What the page of an order shows."""
    moves = {event for event, _ in available(row, actor)}
    over = row.is_over(now)
    visit = shown.visit_of(row)
    return {
        "order": row,
        "visit": visit,
        "over": over,
        "line": shown.line(row, now),
        "track": [] if over else shown.track(row),
        "who": shown.coming(row),
        "crew": shown.crew(row),
        "quote": own.latest_quote(row),
        "asked": row.changes.filter(state=ChangeState.ASKED).first(),
        "changes": row.changes.filter(state=ChangeState.ACCEPTED).order_by("pk"),
        "dues": row.dues.order_by("pk"),
        "rebook": shown.rebook(row),
        "objections": row.objections.order_by("pk"),
        "checklist": row.checklist.order_by("position"),
        "rules": shown.rules_as_rows(row),
        "steps": steps_of(row, shown.STEPS),
        "note": own.last_word(row) if row.state in (BookingState.REFUSED, BookingState.WITHDRAWN, BookingState.QUOTED) else "",
        "moves": set() if over else moves,
        "shows_code": row.state in (BookingState.ASSIGNED, BookingState.ON_THE_WAY),
        "late": row.state in UNDER_WAY and visit.late_by(now) >= row.terms["late"],
    }


@require_POST
@login_required
@idempotent_form
def act(request: HttpRequest, number: str, event: str) -> HttpResponse:
    """One of the family's verbs."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = own.for_customer(number, actor=actor)
    verbs: dict[str, tuple[Callable[[], Any], str]] = {
        "book": (lambda: services.accept_quote(row, actor=actor, now=now, total_fen=_fen(request, "total_fen")), "约好了。"),
        "cancel": (lambda: services.cancel(row, actor=actor, now=now, fee_fen=_fen(request, "fee_fen")), "取消了，时段已经放开。"),
        "confirm": (lambda: services.confirm(row, actor=actor, now=now), "确认了，谢谢你。"),
        "missed": (lambda: services.report_nobody_came(row, actor=actor, now=now), "记下来了，网络中心会联系你。"),
        "extra-yes": (lambda: _answer(request, row, actor, now, yes=True), "同意了，会加到总价里。"),
        "object": (lambda: services.object_to(row, actor=actor, now=now, text=request.POST.get("text", "")[:2000]), "说出去了，服务方马上看到。"),
        "settled": (lambda: services.settle_objection(row, actor=actor, now=now, objection_id=_fen(request, "objection")), "好，接着做。"),
        "extra-no": (lambda: _answer(request, row, actor, now, yes=False), "没同意，这一项不会收钱。"),
    }
    if event not in verbs:
        raise NotFound
    attempt(request, *verbs[event], shown=(Conflict, Invalid) if event == "object" else (Conflict,))
    return redirect("bookings:order", number)


def _fen(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    number = whole(text, digits=15)
    if number is None:
        raise Invalid(fields={name: ["页面旧了，刷新再来。"]})
    return number


def _answer(request: HttpRequest, row: Booking, actor: Actor, now: datetime, *, yes: bool) -> Any:
    return services.answer_extra(row, actor=actor, now=now, change_id=_fen(request, "change"), yes=yes)


@require_safe
@login_required
@never_cache
def cancelling(request: HttpRequest, number: str) -> HttpResponse:
    """What cancelling costs now, before anything is done (X-BK-06)."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = own.for_customer(number, actor=actor)
    possible = not row.is_over(now) and any(event == "cancel" for event, _ in available(row, actor))
    fee = services.cancel_fee(row, now=now) if possible else None
    return render(request, "bookings/cancel.html", {**PORTAL, "order": row, "fee": fee, "rules": shown.rules_as_rows(row), "key": fresh_key()})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@idempotent_form
def moving(request: HttpRequest, number: str) -> HttpResponse:
    """Another time: the week's times at which somebody of the same provider can come, with the fee."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = own.for_customer(number, actor=actor)
    form = StartForm(request.POST or None)
    dearer = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.move_booking(row, actor=actor, now=now, start=said["start"], fee_fen=said["fee_fen"] or 0, total_fen=said["total_fen"])
        except PriceMoves as error:
            dearer = {"start": said["start"], "total_fen": error.extra["total_fen"]}
        except Conflict as error:
            messages.error(request, error.message)
        else:
            messages.success(request, "时间改好了。")
            return redirect("bookings:order", number)
    possible = not row.is_over(now) and any(event == "move" for event, _ in available(row, actor))
    fee = services.move_fee(row, now=now) if possible else None
    free = [] if fee is None or fee.needs_agreement else _other_times(row, request.GET.get("week", ""), now)
    return render(request, "bookings/move.html", {**PORTAL, "order": row, "form": form, "fee": fee, "days": free, "dearer": dearer, "key": fresh_key()})


def _other_times(row: Booking, week: str, now: datetime) -> list[tuple[Any, list[datetime]]]:
    first = timezone.localdate(now) + timedelta(days=DAYS * (int(week) if week in {"1", "2", "3"} else 0))
    asked = [first + timedelta(days=number) for number in range(DAYS)]
    job = job_of(row, rule_of(row.service_type_id))
    found = services.free_slots(of_booking(row), job, asked=asked, now=now, instead_of=taken_by(shown.visit_of(row)))
    return [(day, [slot.start for slot in found if slot.start.date() == day and slot.start != row.starts_at]) for day in asked]
