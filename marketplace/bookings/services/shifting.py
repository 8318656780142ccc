"""Several orders of one agreement to other times at once: all of their old times are let go first, then the new ones are taken (X-BK-07)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.access import Actor, require
from core.errors import Conflict
from marketplace.bookings.availability import rule_of
from marketplace.bookings.charging import total_of
from marketplace.bookings.events import BOOKING_MOVED
from marketplace.bookings.models import Booking, Visit
from marketplace.bookings.services.at_once import ahead_job
from marketplace.bookings.services.checking import checked_start
from marketplace.bookings.services.fees import move_fee
from marketplace.bookings.services.finding import Wanted, job_of, take
from marketplace.bookings.services.freeing import keep_for_line
from marketplace.bookings.services.keeping import locked, step, taken_by, visit_of
from marketplace.bookings.services.occupying import release
from marketplace.bookings.services.quoting import answer, rate_of, write_quote
from marketplace.bookings.states import AssignmentStatus, BookingState, QuoteState


@dataclass(frozen=True, slots=True)
class Shift:
    """An assigned order, where it goes, the inputs of its price there, and who may come."""

    booking: Booking
    start: datetime
    inputs: Mapping[str, Any]
    workers: Sequence[int]


def shift(shifts: Sequence[Shift], *, actor: Actor, now: datetime) -> list[datetime]:
    """Move all of them; the new starts that do not fit, upon which the caller rolls back. The prices have been accepted.

    An order that is too near, so that moving it costs something or wants an agreement, does not fit. Inside the caller's transaction;
    locks the orders by their ids, then the workers. Raises Forbidden, IllegalTransition, Busy.
    """
    held: list[tuple[Shift, Booking, Visit, list[int]]] = []
    failing: list[datetime] = []
    for one in sorted(shifts, key=lambda one: one.booking.pk):
        require(actor, "update", one.booking)
        row = locked(one.booking)
        fee = move_fee(row, now=now)
        if row.state != BookingState.ASSIGNED or fee.needs_agreement or fee.fen:
            failing.append(one.start)
            continue
        visit = visit_of(row)
        old = taken_by(visit)
        release(old)
        held.append((one, row, visit, old))
    for one, row, visit, _ in sorted(held, key=lambda found: found[0].start):
        try:
            _take(one, row, visit, actor=actor, now=now)
        except Conflict:
            failing.append(one.start)
    for *_, old in held:
        keep_for_line(old, now=now)
    return sorted(failing)


def _take(one: Shift, row: Booking, visit: Visit, *, actor: Actor, now: datetime) -> None:
    """The new time of one order, its price and its event. Raises SlotTaken, Busy."""
    job = ahead_job(job_of(row, rule_of(row.service_type_id), at_once=True))
    take(visit, Wanted(one.workers, job, one.start, AssignmentStatus.FIXED), now=now)
    inputs = dict(one.inputs)
    total = total_of(inputs)
    fields: dict[str, Any] = {"starts_at": checked_start(one.start, now)}
    if total != row.total_fen:
        fresh = write_quote(row, inputs, valid_until=one.start, now=now, note="改了定期的时间")
        answer(fresh, QuoteState.ACCEPTED, actor=actor, now=now)
        fields |= {"total_fen": total, "rate_fen": rate_of(inputs, total)}
    step(row, "move", BOOKING_MOVED, actor=actor, now=now, **fields)
    visit.starts_at = one.start
    visit.save(update_fields=["starts_at"])
