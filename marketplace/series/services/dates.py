"""One date of a series: skip it, another time for it, an answer where it does not fit (X-BK-07)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core.access import Actor, require
from core.errors import IllegalTransition, Invalid
from core.money import Money
from core.outbox import publish
from core.retries import retried
from marketplace.bookings import services as bookings
from marketplace.bookings.charging import total_of
from marketplace.bookings.errors import FeeChanged, PriceMoves
from marketplace.bookings.models import Booking
from marketplace.bookings.models import Quote as OrderQuote
from marketplace.bookings.services.checking import checked_start
from marketplace.bookings.states import QuoteState
from marketplace.series.events import SERIES_CHANGED, SERIES_SKIPPED
from marketplace.series.models import Series, SeriesVisit
from marketplace.series.pricing import inputs_at
from marketplace.series.queries.fitting import asked_of, holidays_between, people_of
from marketplace.series.services.ahead import horizon, make_order
from marketplace.series.services.keeping import decide, locked_visit, noted, require_live, told
from marketplace.series.services.months import kept_now
from marketplace.series.services.offering import accept_anew
from marketplace.series.states import COMING, STANDING, Fate


def fee_of(visit: SeriesVisit, *, now: datetime) -> int:
    """What taking a date out costs now, in fen: by the rule of its order; nothing while it has none. Two queries at most, none while it is early."""
    if visit.fate != Fate.BOOKED or visit.booking is None or is_early(visit.booking, "cancel", now):
        return 0
    return bookings.cancel_fee(visit.booking, now=now).fen


def is_early(booking: Booking, action: str, now: datetime) -> bool:
    """Whether no window of its rule is open yet, so that this costs nothing whatever has happened."""
    widest = max((window[2] for window in booking.terms["windows"] if window[:2] == ["customer", action]), default=0)
    return booking.starts_at - now >= timedelta(minutes=widest)


def require_coming(row: Series, visit: SeriesVisit, event: str, now: datetime) -> None:
    """Refuse what only a date takes that still comes. Raises IllegalTransition."""
    require_live(row, event)
    if visit.fate not in COMING or visit.starts_at <= now:
        raise IllegalTransition(state=visit.fate, event=event, audit={"function": f"series.{event}", "object": row})


@retried
def skip_visit(series: Series, *, position: int, fee_fen: int, actor: Actor, now: datetime) -> SeriesVisit:
    """Nobody comes on this date; `fee_fen` is the fee that was shown. Its time is free at commit. Locks the series and the date.

    Raises NotFound, Forbidden, FeeChanged, IllegalTransition.
    """
    require(actor, "update", series)
    with transaction.atomic():
        row, visit = locked_visit(series, position)
        require_coming(row, visit, "skip", now)
        kept = kept_now(row, visit, now=now)
        give_back(visit, fee_fen=fee_fen, actor=actor, now=now)
        decide(visit, Fate.SKIPPED, now=now, kept_because=kept)
        noted(actor, "skip", row, now, position=position, fee=fee_fen)
        told(visit, SERIES_SKIPPED)
        return visit


def give_back(visit: SeriesVisit, *, fee_fen: int, actor: Actor, now: datetime) -> None:
    """Cancel the order of a date by the rule it was made under, if it has one. Raises FeeChanged, IllegalTransition."""
    if visit.fate == Fate.BOOKED and visit.booking is not None:
        bookings.cancel(visit.booking, actor=actor, now=now, fee_fen=fee_fen)
    elif fee_fen:
        raise FeeChanged(fee_yuan=Money(0).yuan)


@retried
def move_visit(series: Series, *, position: int, start: datetime, fee_fen: int, total_fen: int | None, actor: Actor, now: datetime) -> SeriesVisit:
    """This date alone at another time. With an order it is the ordinary move of that order; without one, the date is planned anew, and
    ordered where it lies inside the horizon. Another price than before has to have been seen. Locks the series, the date, the worker.

    Raises NotFound, Forbidden, Invalid, NeedsAgreement, FeeChanged, PriceMoves, SlotTaken, IllegalTransition.
    """
    require(actor, "update", series)
    with transaction.atomic():
        row, visit = locked_visit(series, position)
        require_coming(row, visit, "move", now)
        at = checked_start(start, now)
        if visit.fate == Fate.BOOKED and visit.booking is not None:
            _require_free_day(row, visit, at)
            bookings.move_booking(visit.booking, actor=actor, now=now, start=at, fee_fen=fee_fen, total_fen=total_fen)
            follow(visit, now=now)
        else:
            replan(row, visit, at, total_fen, actor=actor, now=now)
            if at <= horizon(now):
                make_order(row, visit, asked_of(row), now=now)
        _changed(row, visit, actor, now)
        return visit


@retried
def answer_exception(
    series: Series, *, position: int, worker_id: int | None, start: datetime | None, total_fen: int | None, actor: Actor, now: datetime
) -> SeriesVisit:
    """The family's choice for a date that does not fit: somebody else of the provider, or another time. It is ordered at once.

    Raises NotFound, Forbidden, Invalid, PriceMoves, SlotTaken, IllegalTransition.
    """
    require(actor, "update", series)
    with transaction.atomic():
        row, visit = locked_visit(series, position)
        require_coming(row, visit, "answer", now)
        if visit.fate != Fate.EXCEPTION or (worker_id is None) == (start is None):
            raise IllegalTransition(state=visit.fate, event="answer", audit={"function": "series.answer", "object": row})
        if worker_id is not None and worker_id not in people_of(row):
            raise Invalid(fields={"worker": ["选这家的服务人员。"]})
        if start is not None:
            replan(row, visit, checked_start(start, now), total_fen, actor=actor, now=now)
        make_order(row, visit, [worker_id] if worker_id is not None else asked_of(row), now=now)
        _changed(row, visit, actor, now)
        return visit


def _changed(row: Series, visit: SeriesVisit, actor: Actor, now: datetime) -> None:
    noted(actor, "move", row, now, position=visit.position, start=visit.starts_at.isoformat())
    publish(SERIES_CHANGED, key=f"series:{row.pk}", series_id=row.pk)


def replan(row: Series, visit: SeriesVisit, start: datetime, seen_fen: int | None, *, actor: Actor, now: datetime) -> None:
    """Another start for a date without an order; another price is accepted anew. Raises Invalid, PriceMoves."""
    _require_free_day(row, visit, start)
    day = timezone.localdate(start)
    inputs = inputs_at(row.inputs, start, holidays_between(day, day))
    total = total_of(inputs)
    if total not in (visit.fen, seen_fen):
        raise PriceMoves(total_yuan=Money(total).yuan, total_fen=total)
    dearer = total != visit.fen
    decide(visit, Fate.PLANNED, now=now, starts_at=start, planned_on=day, inputs=inputs, fen=total)
    if dearer:
        accept_anew(row, note="改了一次的时间", actor=actor, now=now)


def _require_free_day(row: Series, visit: SeriesVisit, start: datetime) -> None:
    """One visit of a series a day, and what is paid by the month inside its months. Raises Invalid."""
    if row.is_monthly and not row.month(1)[0] <= timezone.localdate(start) <= (row.last_on or date.max):
        raise Invalid(fields={"start": ["选包月这几个月里的一天。"]})
    if row.visits.exclude(pk=visit.pk).filter(planned_on=timezone.localdate(start), fate__in=STANDING).exists():
        raise Invalid(fields={"start": ["这一天已经有一次了，换一天。"]})


def follow(visit: SeriesVisit, *, now: datetime) -> None:
    """Write after its order when that has been moved: the time, and the price that was accepted there. Under the lock of the date. Two queries."""
    booking = Booking.objects.get(pk=visit.booking_id or 0)
    quote = OrderQuote.objects.filter(booking=booking, state=QuoteState.ACCEPTED).order_by("-version").first()
    known = {"inputs": quote.inputs, "fen": quote.total_fen} if quote else {}
    decide(visit, Fate.BOOKED, now=now, starts_at=booking.starts_at, planned_on=timezone.localdate(booking.starts_at), **known)
