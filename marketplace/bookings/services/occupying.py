"""The only door to a worker's time: one call of `bookings_occupy`, one round trip.

The database function locks the workers in order, lets go what has run out, looks into the guard and at the cap with a snapshot
younger than the lock, and writes all rows or none; a refusal gives its locks back, so whoever calls needs no savepoint. Whoever waits
longer than two seconds gets 409 (`Busy`); a deadlock is tried again by `core.retries`.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import OperationalError, connection, transaction

from core import planned
from core.clock import midnight
from core.literals import array, time_range
from marketplace.bookings.availability import Calendar, Place, guard
from marketplace.bookings.errors import Busy, SlotTaken
from marketplace.bookings.models import Assignment
from marketplace.bookings.states import AssignmentStatus
from marketplace.workers.minutes import EPOCH, to_minute, to_minute_up

CALL = "SELECT outcome, refused, ids FROM bookings_occupy(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
SETTLE = "UPDATE bookings_assignment SET status = %s, until = %s WHERE id = ANY (%s) AND status IN ('held', 'reserved') AND until > %s"
WAITED = "55P03"


@dataclass(frozen=True, slots=True)
class Taking:
    """A worker to be taken, with what the caller saw of him: the guard and the most visits a day."""

    worker_id: int
    guard_from: datetime
    guard_to: datetime
    cap: int

    @classmethod
    def seen(cls, calendar: Calendar, period: tuple[datetime, datetime]) -> "Taking":
        """From the calendar in which the start was found."""
        begins, ends = guard(calendar, to_minute(period[0]), to_minute_up(period[1]))
        return cls(calendar.worker_id, EPOCH + timedelta(minutes=begins), EPOCH + timedelta(minutes=ends), calendar.daily_visits)


class GuardBroken(SlotTaken):
    """Something has come between the neighbours since the caller looked: look again, once, and ask with the new guard."""

    code = "guard_broken"


def occupy(
    *,
    visit_id: int | None,
    takings: Sequence[Taking],
    period: tuple[datetime, datetime],
    day: date,
    status: AssignmentStatus,
    until: datetime | None,
    place: Place,
    now: datetime,
    instead_of: Sequence[int] = (),
) -> list[int]:
    """Take these workers' time, all or none; ids of the new rows. `period` holds the buffers, `day` is the city's day of the start.

    Locks the workers until the end of the caller's transaction. Raises SlotTaken, GuardBroken, Busy.
    """
    database = transaction.get_connection()
    if not database.in_atomic_block:
        raise RuntimeError("occupy() works inside the transaction of what it is for")
    ordered = sorted(takings, key=lambda one: one.worker_id)
    values = [
        array(one.worker_id for one in ordered),
        array(one.guard_from.isoformat() for one in ordered),
        array(one.guard_to.isoformat() for one in ordered),
        array(one.cap for one in ordered),
        time_range(*period),
        time_range(midnight(day), midnight(day + timedelta(days=1))),
        visit_id,
        status.value,
        until,
        place.lat,
        place.lng,
        array(instead_of),
        now,
    ]
    outcome, refused, ids = _call(database, values)
    if outcome == "ok":
        return list(ids)
    raise (GuardBroken if outcome == "guard" else SlotTaken)(reason="cap" if outcome == "cap" else "free", audit={"worker": refused, "outcome": outcome})


def _call(database: Any, values: list[Any]) -> tuple[str, int | None, list[int]]:
    with busy_when_waited(), database.cursor() as cursor:
        planned.write(cursor, [CALL], values)
        return cursor.fetchone()


def lock_workers(numbers: Collection[int]) -> None:
    """Lock the time of these workers, in order, until the end of the caller's transaction. Raises Busy."""
    with busy_when_waited(), connection.cursor() as cursor:
        cursor.execute("SELECT bookings_lock_workers(%s)", [sorted(set(numbers))])


@contextmanager
def busy_when_waited() -> Iterator[None]:
    """Whoever waits longer for a worker's lock than he may is told so. Raises Busy."""
    try:
        yield
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") == WAITED:
            raise Busy from error
        raise


def release(ids: Sequence[int]) -> int:
    """Let go of these rows; how many were taken. Inside the caller's transaction, under the lock of the order."""
    return Assignment.objects.filter(pk__in=ids).exclude(status=AssignmentStatus.RELEASED).update(status=AssignmentStatus.RELEASED, until=None)


def settle(ids: Sequence[int], *, to: AssignmentStatus, until: datetime | None, now: datetime) -> bool:
    """Make held or reserved rows firmer, if they have not run out; whether all of them were still there."""
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, [to.value, until, list(ids), now])
        return cursor.rowcount == len(ids)
