"""Reads of lateness: of one worker, and what counts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from dispatch.board.models import LateArrival
from dispatch.board.parameters import LATE_DAYS
from marketplace.bookings.models import Assignment, Booking, Visit
from marketplace.bookings.states import AssignmentStatus

SHOWN = 20


def of_worker(worker_id: int) -> list[LateArrival]:
    """The latest flags of a worker. One query."""
    rows = LateArrival.objects.filter(worker_id=worker_id).select_related("visit__booking", "excused_by")
    return list(rows.order_by("-flagged_at", "-pk")[:SHOWN])


def counting(worker_id: int, now: datetime) -> int:
    """How many count at this moment: what a worker's credit is computed from. Two queries."""
    return LateArrival.objects.filter(worker_id=worker_id).counting(now - timedelta(days=LATE_DAYS.at(now))).count()


def of_order(order: Booking) -> list[LateArrival]:
    """The flags of an order that count. One query."""
    rows = LateArrival.objects.filter(visit__booking=order, excused_at=None).select_related("worker")
    return list(rows.order_by("pk"))


@dataclass(frozen=True, slots=True)
class Punctual:
    """Of so many visits begun lately, so many in time."""

    visits: int
    in_time: int

    @property
    def share(self) -> int | None:
        """In per cent, rounded down; nothing where there was no visit."""
        return 100 * self.in_time // self.visits if self.visits else None


def punctual(now: datetime, *, worker_id: int | None = None, enterprise_id: int | None = None) -> Punctual:
    """How often a worker, or an enterprise's workers, came in time: visits with a check-in in the days that count, less the flags that count.

    Of an enterprise a visit counts once however many went. Two queries.
    """
    since = now - timedelta(days=LATE_DAYS.at(now))
    visits = Visit.objects.filter(arrived_at__gte=since)
    flags = LateArrival.objects.filter(excused_at=None, arrived=True, visit__arrived_at__gte=since)
    if enterprise_id is not None:
        visits, flags = visits.filter(booking__enterprise_id=enterprise_id), flags.filter(visit__booking__enterprise_id=enterprise_id)
    if worker_id is not None:
        goes = Assignment.objects.filter(visit=OuterRef("pk"), worker_id=worker_id, status=AssignmentStatus.FIXED)
        visits, flags = visits.filter(Exists(goes)), flags.filter(worker_id=worker_id)
    came, late = visits.count(), flags.values("visit_id").distinct().count()
    return Punctual(came, max(0, came - late))


def own_data(user_id: int) -> list[dict[str, Any]]:
    """What is stored about a person."""
    rows = LateArrival.objects.filter(worker__user_id=user_id).select_related("visit__booking").order_by("pk")
    return [{"at": row.flagged_at, "number": row.visit.booking.number, "minutes": row.minutes, "reason": row.reason} for row in rows]
