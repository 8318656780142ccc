"""A series for a while not, again, and no more: each asks before what it costs, by the rules of the orders (X-BK-07)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core.access import Actor, require
from core.errors import Invalid
from core.money import Money
from core.retries import retried
from marketplace.bookings.errors import FeeChanged
from marketplace.bookings.states import BookingState
from marketplace.series.errors import LastMonth
from marketplace.series.events import SERIES_ENDED, SERIES_PAUSED, SERIES_RESUMED, SERIES_STOPS
from marketplace.series.models import Series, SeriesVisit
from marketplace.series.services.ahead import book_ahead
from marketplace.series.services.dates import fee_of, give_back
from marketplace.series.services.keeping import decide, locked, step
from marketplace.series.services.months import bill, kept_now
from marketplace.series.states import COMING, Fate

LONGEST_PAUSE = timedelta(days=180)


def touched(series: Series, *, now: datetime, first: date | None = None, beyond: date | None = None, lock: bool = False) -> list[SeriesVisit]:
    """The dates that still come, from a day on and to before another; what has already begun goes its way. One query."""
    rows = series.visits.filter(fate__in=COMING, starts_at__gt=now).select_related("booking").order_by("position")
    if first is not None:
        rows = rows.filter(planned_on__gte=first, planned_on__lt=beyond or date.max)
    rows = rows.select_for_update(of=("self",)) if lock else rows
    return [visit for visit in rows if visit.booking is None or visit.fate != Fate.BOOKED or visit.booking.state == BookingState.ASSIGNED]


def fees_of(visits: Sequence[SeriesVisit], *, now: datetime) -> dict[int, int]:
    """What taking these dates out costs, by position; two queries for each that is near enough to cost something."""
    return {visit.position: fee for visit in visits if (fee := fee_of(visit, now=now))}


def _take_out(visits: Sequence[SeriesVisit], fate: Fate, *, fee_fen: int, actor: Actor, now: datetime) -> None:
    fees = fees_of(visits, now=now)
    if sum(fees.values()) != fee_fen:
        raise FeeChanged(fee_yuan=Money(sum(fees.values())).yuan)
    kept = {visit.position: kept_now(visit.series, visit, now=now) for visit in visits}
    for visit in visits:
        give_back(visit, fee_fen=fees.get(visit.position, 0), actor=actor, now=now)
        decide(visit, fate, now=now, kept_because=kept.get(visit.position, ""))


@retried
def pause(series: Series, *, first: date, beyond: date, fee_fen: int, actor: Actor, now: datetime) -> Series:
    """Nobody comes from a day on to before another; the sum of the fees was shown. What is paused is neither made up for nor paid.

    Locks the series and its dates. Raises NotFound, Forbidden, Invalid, FeeChanged, IllegalTransition.
    """
    require(actor, "update", series)
    today = timezone.localdate(now)
    if not today <= first < beyond <= first + LONGEST_PAUSE:
        raise Invalid(fields={"beyond": [f"从今天起的一段，最长 {LONGEST_PAUSE.days} 天。"]})
    with transaction.atomic():
        row = locked(series)
        step(row, "pause", SERIES_PAUSED, actor=actor, now=now, paused_from=first, paused_to=beyond)
        _take_out(touched(row, now=now, first=first, beyond=beyond, lock=True), Fate.PAUSED, fee_fen=fee_fen, actor=actor, now=now)
        return row


@retried
def resume(series: Series, *, actor: Actor, now: datetime) -> Series:
    """Go on before the pause is over: its dates that still lie ahead are planned again. Raises NotFound, Forbidden, IllegalTransition."""
    require(actor, "update", series)
    with transaction.atomic():
        row = locked(series)
        step(row, "resume", SERIES_RESUMED, actor=actor, now=now, paused_from=None, paused_to=None)
        # What was given back already stays away, and so does what lies beyond the last month.
        paused = row.visits.select_for_update(of=("self",)).filter(fate=Fate.PAUSED, starts_at__gt=now, credit=None)
        paused = paused.filter(planned_on__lte=row.last_on) if row.is_monthly else paused
        for visit in paused.order_by("position"):
            decide(visit, Fate.PLANNED, now=now, booking=None, kept_because="")
    book_ahead(row, now=now)
    return row


@retried
def end(series: Series, *, fee_fen: int, actor: Actor, now: datetime, note: str = "") -> Series:
    """No more: every date that still comes is taken out, the near ones for the fee that was shown. What is paid by the month goes on to
    the end of the month that has begun.

    Locks the series and its dates. Raises NotFound, Forbidden, Invalid, FeeChanged, LastMonth, IllegalTransition.
    """
    require(actor, "cancel", series)
    with transaction.atomic():
        row = locked(series)
        if row.is_live and (month := month_under_way(row, now)):
            return _stop(row, month, fee_fen=fee_fen, actor=actor, now=now, note=note)
        step(row, "end", SERIES_ENDED, actor=actor, now=now, note=note, ended_at=now)
        _take_out(touched(row, now=now, lock=True), Fate.ENDED, fee_fen=fee_fen, actor=actor, now=now)
        return row


def month_under_way(series: Series, now: datetime) -> int:
    """Which month of what is paid by the month has begun; 0 for all else, and before the first one."""
    return max(0, series.month_of(timezone.localdate(now))) if series.is_monthly else 0


def ending_at(series: Series, now: datetime) -> date | None:
    """From which day on an end takes the dates out: None is from now on."""
    month = month_under_way(series, now)
    return series.month(month)[1] if month else None


def _stop(row: Series, month: int, *, fee_fen: int, actor: Actor, now: datetime, note: str) -> Series:
    """The month that has begun is the last one: it is due as it was, and what comes after it is taken out. Under the lock of the series."""
    if month >= (row.months or 0):
        raise LastMonth
    bill(row, now=now)
    beyond = row.month(month)[1]
    step(row, "stop", SERIES_STOPS, actor=actor, now=now, note=note, months=month, last_on=beyond - timedelta(days=1))
    _take_out(touched(row, now=now, first=beyond, beyond=date.max, lock=True), Fate.ENDED, fee_fen=fee_fen, actor=actor, now=now)
    return row
