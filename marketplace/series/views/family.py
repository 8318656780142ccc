"""The family's series: /my/series/."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.access import Actor
from core.errors import Conflict, Invalid, NotFound
from core.forms import attempt
from core.idempotency.views import fresh_key, idempotent_form
from core.paging import split
from core.states import available, steps_of
from core.texts import whole
from marketplace.bookings.availability import rule_of
from marketplace.bookings.charging import lines_of
from marketplace.series import services, shown
from marketplace.series.models import Series
from marketplace.series.queries import monthly, own
from marketplace.series.queries.fitting import able_on, asked_of
from marketplace.series.queries.packages import single_fen
from marketplace.series.services.ahead import horizon
from marketplace.series.states import Fate, SeriesState

PORTAL = {"portal": "my"}


@require_safe
@login_required
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """One's own series, the latest first."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    found = own.of_customer(actor, now, before=whole(request.GET.get("cursor", "")))
    page, following = split(found, own.PAGE_SIZE)
    rows = [{"row": row, "rhythm": shown.rhythm_in_words(row)} for row in page]
    return render(request, "series/mine.html", {**PORTAL, "rows": rows, "next": following})


@require_safe
@login_required
@never_cache
def one(request: HttpRequest, number: str) -> HttpResponse:
    """One series: the dates with what has become of each, what it costs, what may be done."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = own.for_customer(number, actor=actor)
    return render(request, "series/one.html", {**PORTAL, **series_context(row, actor, now), "key": fresh_key()})


def series_context(row: Series, actor: Actor, now: datetime) -> dict[str, Any]:
    """What the pages of a series show."""
    visits = own.visits_of(row)
    offered = row.state == SeriesState.OFFERED and not row.is_over(now)
    near = [visit.starts_at for visit in visits if visit.starts_at <= horizon(now)] if offered else []
    able = able_on(row, near, asked_of(row), now=now) if offered else None
    rows = shown.rows_of(visits, now=now, able=able)
    quote = own.latest_quote(row)
    return {
        "series": row,
        "rhythm": shown.rhythm_in_words(row),
        "over": row.is_over(now),
        "offered": offered,
        "asks": [one for one in rows if one.visit.fate == Fate.EXCEPTION and one.may_act],
        "coming": [one for one in rows if one.visit.starts_at > now],
        "past": [one for one in rows if one.visit.starts_at <= now][::-1],
        "quote": quote,
        "dues": monthly.dues_of(row),
        **(_by_month(row) if offered and row.month_fen is not None else {}),
        "lines": lines_of(visits[0].inputs) if visits else [],
        "unfit": sum(one.fits is False for one in rows),
        "moves": set() if row.is_over(now) else {event for event, _ in available(row, actor)},
        "steps": steps_of(row, shown.STEPS),
    }


def _by_month(row: Series) -> dict[str, int]:
    """What one visit comes to in the month's price, and by itself. One query."""
    factor = rule_of(row.service_type_id).complexity
    single = single_fen(row.listing, row.minutes, {row.service_type_id: factor})
    return {"each_fen": monthly.each_of(row.month_fen or 0, len(row.weekdays)), "single_fen": single}


@require_POST
@login_required
@idempotent_form
def act(request: HttpRequest, number: str, event: str) -> HttpResponse:
    """One of the family's verbs that needs no page of its own."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = own.for_customer(number, actor=actor)
    verbs: dict[str, tuple[Callable[[], Any], str]] = {
        "accept": (lambda: services.accept(row, actor=actor, now=now, total_fen=fen_of(request, "total_fen")), "定好了，近的几次已经排上。"),
        "decline": (lambda: services.decline(row, actor=actor, now=now), ""),
        "resume": (lambda: services.resume(row, actor=actor, now=now), "恢复了，后面的照常来。"),
        "end": (lambda: services.end(row, fee_fen=fen_of(request, "fee_fen"), actor=actor, now=now), "以后不来了，时间都放开了。"),
    }
    if event not in verbs:
        raise NotFound
    attempt(request, *verbs[event], shown=(Conflict,))
    return redirect("series:mine") if event == "decline" else redirect("series:one", number)


def fen_of(request: HttpRequest, name: str) -> int:
    """A sum that was shown. Raises Invalid."""
    number = whole(request.POST.get(name, ""), digits=15)
    if number is None:
        raise Invalid(fields={name: ["页面旧了，刷新再来。"]})
    return number


@require_safe
@login_required
@never_cache
def ending(request: HttpRequest, number: str) -> HttpResponse:
    """What ending costs now, before anything is done."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    row = own.for_customer(number, actor=actor)
    possible = any(event == "end" for event, _ in available(row, actor))
    ends_on = services.ending_at(row, now) if possible else None
    if ends_on is not None and row.last_on is not None and ends_on > row.last_on:
        messages.info(request, "这已经是最后一个月，做完就结束，不用再取消。")
        possible = False
    visits = services.touched(row, now=now, first=ends_on, beyond=date.max) if possible else []
    fees = services.fees_of(visits, now=now)
    if not possible and ends_on is None:
        messages.info(request, "这个定期服务已经不在进行。")
    context = {"series": row, "possible": possible, "ends_on": ends_on, "visits": visits, "fees": fees, "fee_fen": sum(fees.values()), "key": fresh_key()}
    return render(request, "series/ending.html", {**PORTAL, **context, "rhythm": shown.rhythm_in_words(row)})
