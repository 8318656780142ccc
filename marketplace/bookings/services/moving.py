"""Another time for the same order, by the rule it was placed under (X-BK-06)."""

import dataclasses
from datetime import datetime
from typing import Any

from django.db import transaction

from core.access import Actor, require
from core.errors import Invalid
from core.money import Money
from core.retries import retried
from marketplace.bookings import covers
from marketplace.bookings.availability import rule_of
from marketplace.bookings.charging import total_of
from marketplace.bookings.errors import FeeChanged, HoldIsOver, NeedsAgreement, PriceMoves, SlotTaken
from marketplace.bookings.events import BOOKING_ACCEPTED, BOOKING_MOVED
from marketplace.bookings.models import Assignment, Booking, Quote, Visit
from marketplace.bookings.queries.providers import of_booking, sendable
from marketplace.bookings.services.checking import checked_start
from marketplace.bookings.services.crews import present_of
from marketplace.bookings.services.fees import move_fee
from marketplace.bookings.services.finding import Wanted, job_of, lead, take
from marketplace.bookings.services.freeing import keep_for_line
from marketplace.bookings.services.keeping import locked, owe, require_in_time, step, taken_by, visit_of
from marketplace.bookings.services.occupying import settle
from marketplace.bookings.services.quoting import answer, inputs_at, rate_of, write_quote
from marketplace.bookings.states import AssignmentStatus, QuoteState


@retried
def move_booking(booking: Booking, *, actor: Actor, now: datetime, start: datetime, fee_fen: int, total_fen: int | None = None, how: str = "tap") -> Booking:
    """Take the new time instead of the old one, the same worker first. Locks the order and the worker.

    `fee_fen` is the fee that was shown. Where the new time costs something else (night, holiday), whoever moves says which total he saw
    and so accepts it: it becomes the next version of the quote (PRI-06).

    `how` says how the new price was accepted.

    Raises NotFound, Forbidden, Invalid, NeedsAgreement, FeeChanged, PriceMoves, SlotTaken, IllegalTransition, and what a cover raises.
    """
    require(actor, "update", booking)
    with transaction.atomic():
        row = locked(booking)
        require_in_time(row, now)
        fee, visit = move_fee(row, now=now), visit_of(row)
        moved = step(row, "move", BOOKING_MOVED, actor=actor, now=now, starts_at=checked_start(start, now))
        if fee.needs_agreement:
            raise NeedsAgreement
        if fee.fen != fee_fen:
            raise FeeChanged(fee_yuan=Money(fee.fen).yuan)
        _price_there(row, start, total_fen, actor=actor, now=now, how=how)
        _take_instead(row, visit, start, now)
        owe(row, "move", payer=fee.payer, payee=fee.payee, fen=fee.fen, reason=fee.reason, now=now)
        return moved


def _price_there(row: Booking, start: datetime, seen_fen: int | None, *, actor: Actor, now: datetime, how: str) -> None:
    """The price at the new time; another one than before has to have been seen. Raises PriceMoves."""
    inputs = _inputs_there(row, start)
    covers.require_at(inputs or {}, row, start)
    if inputs is None or (total := total_of(inputs)) == row.total_fen:
        return
    if seen_fen != total:
        raise PriceMoves(total_yuan=Money(total).yuan, total_fen=total)
    fresh = write_quote(row, inputs, valid_until=start, now=now, note="改了时间")
    answer(fresh, QuoteState.ACCEPTED, actor=actor, now=now, how=how)
    row.total_fen, row.rate_fen = total, rate_of(inputs, total)
    row.save(update_fields=["total_fen", "rate_fen"])


def price_there(row: Booking, start: datetime) -> int:
    """What an order would cost at another time, in fen; what it costs now where no price has been accepted. Three queries at most."""
    inputs = _inputs_there(row, start)
    return row.total_fen if inputs is None else total_of(inputs)


def _inputs_there(row: Booking, start: datetime) -> dict[str, Any] | None:
    quote = Quote.objects.filter(booking=row, state=QuoteState.ACCEPTED).order_by("-version").first()
    return None if quote is None else inputs_at(quote.inputs, rule=rule_of(row.service_type_id), start=start)


def _take_instead(row: Booking, visit: Visit, start: datetime, now: datetime) -> None:
    old = taken_by(visit)
    present = Assignment.objects.filter(pk__in=old).order_by("pk").first()
    status = AssignmentStatus(present.status) if present else AssignmentStatus.FIXED
    until = present.until if present else None
    job, able = job_of(row, rule_of(row.service_type_id)), of_booking(row)
    same = [one.worker_id for one in present_of(visit) if one.worker_id in able]
    wanted = Wanted(able, job, start, status, until, old)
    crew = _take_same(visit, wanted, same, now) if len(same) == job.hands else ()
    lead(visit, crew or take(visit, wanted, now=now))
    keep_for_line(old, now=now)
    visit.starts_at = start
    visit.save(update_fields=["starts_at"])


def _take_same(visit: Visit, wanted: Wanted, same: list[int], now: datetime) -> tuple[int, ...]:
    try:
        return take(visit, dataclasses.replace(wanted, workers=same, must=same), now=now)
    except SlotTaken:
        return ()


@retried
def accept_at(booking: Booking, *, actor: Actor, now: datetime, start: datetime) -> Booking:
    """Take a requested order at one of the other times that the family wrote, for the price that it accepted (X-BK-10). Locks the order and the worker.

    Raises NotFound, Forbidden, Invalid, HoldIsOver, PriceMoves, SlotTaken, IllegalTransition, and what a cover raises.
    """
    require(actor, "accept", booking)
    with transaction.atomic():
        row = locked(booking)
        require_in_time(row, now)
        if start not in row.alternatives:
            raise Invalid(fields={"start": ["选家里写的一个时间。"]})
        visit, total = visit_of(row), price_there(row, start)
        if total != row.total_fen:
            raise PriceMoves("那个时间的价格不一样，先报个新价给家里。", total_yuan=Money(total).yuan, total_fen=total)
        covers.require_at(_inputs_there(row, start) or {}, row, start)
        _take_instead(row, visit, start, now)
        rows = taken_by(visit)
        goes = list(Assignment.objects.filter(pk__in=rows).values_list("worker_id", flat=True))
        if sendable(row, goes, actor=actor) != goes:
            raise Invalid(fields={"start": ["只能安排自己门店的人，那个时间没有。"]})
        if not settle(rows, to=AssignmentStatus.FIXED, until=None, now=now):
            raise HoldIsOver
        return step(row, "accept", BOOKING_ACCEPTED, actor=actor, now=now, until=None, accepted_at=now, starts_at=start)
