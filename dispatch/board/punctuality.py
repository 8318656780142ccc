"""Keeping how often somebody came in time: a visit is added when it begins, a lifted flag is counted anew, and every night everything is."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count

from dispatch.board.late import punctual
from dispatch.board.models import LateArrival
from dispatch.board.parameters import LATE_DAYS
from dispatch.matching.models import Punctuality
from dispatch.matching.punctuality import keep, score_of
from marketplace.bookings.models import Assignment, Booking, Visit
from marketplace.bookings.states import AssignmentStatus

FIRM, WORKER = Punctuality.ENTERPRISE, Punctuality.WORKER


def add_visit(order: Booking, *, now: datetime) -> None:
    """Somebody has checked in, and who was late has been flagged: one visit more for the enterprise and for each who came.

    Inside the transaction of the event, which comes once. Rows are locked in the order of kind and id.
    """
    visit = Visit.objects.filter(booking=order, position=1, arrived_at__isnull=False).first()
    if visit is None:
        return
    came = Assignment.objects.filter(visit=visit, status=AssignmentStatus.FIXED).order_by("worker_id").values_list("worker_id", flat=True).distinct()
    late = set(LateArrival.objects.filter(visit=visit, excused_at=None, arrived=True).values_list("worker_id", flat=True))
    if order.enterprise_id is not None:
        keep(FIRM, order.enterprise_id, now=now, visits=1, in_time=int(not late), more=True)
    for worker in came:
        keep(WORKER, worker, now=now, visits=1, in_time=int(worker not in late), more=True)


def count_again(order: Booking, worker_id: int, *, now: datetime) -> None:
    """A flag was lifted: the worker and the enterprise are counted anew. Inside a transaction."""
    if order.enterprise_id is not None:
        found = punctual(now, enterprise_id=order.enterprise_id)
        keep(FIRM, order.enterprise_id, now=now, visits=found.visits, in_time=found.in_time)
    found = punctual(now, worker_id=worker_id)
    keep(WORKER, worker_id, now=now, visits=found.visits, in_time=found.in_time)


def count_all(*, now: datetime) -> int:
    """Count everybody anew, visits that are too old no more; how many scores moved. Five queries, and a transaction for each that differs."""
    moved = 0
    known = {(row.kind, row.number): (row.visits, row.in_time, row.score) for row in Punctuality.objects.all()}
    found = {(kind, number): counts for kind in (FIRM, WORKER) for number, counts in _counted(kind, now).items()}
    for kind, number in sorted(known | found):
        visits, late = found.get((kind, number), (0, 0))
        in_time = max(0, visits - late)
        if known.get((kind, number)) == (visits, in_time, score_of(visits, in_time, now=now)):
            continue
        with transaction.atomic():
            moved += keep(kind, number, now=now, visits=visits, in_time=in_time)
    return moved


def _counted(kind: str, now: datetime) -> dict[int, tuple[int, int]]:
    """Visits and late ones of all of a kind, by id; the rule of `late.punctual`. Two queries."""
    since = now - timedelta(days=LATE_DAYS.at(now))
    flags = LateArrival.objects.filter(excused_at=None, arrived=True, visit__arrived_at__gte=since)
    if kind == FIRM:
        visits: Any = Visit.objects.filter(arrived_at__gte=since, booking__enterprise__isnull=False).values_list("booking__enterprise_id")
        came: Any = visits.annotate(count=Count("pk"))
        late: Any = flags.filter(visit__booking__enterprise__isnull=False).values_list("visit__booking__enterprise_id")
    else:
        goes = Assignment.objects.filter(visit__arrived_at__gte=since, status=AssignmentStatus.FIXED)
        came, late = goes.values_list("worker_id").annotate(count=Count("visit_id", distinct=True)), flags.values_list("worker_id")
    flagged = _by_id(late.annotate(count=Count("visit_id", distinct=True)).order_by())
    return {number: (count, flagged.get(number, 0)) for number, count in _by_id(came.order_by()).items()}


def _by_id(rows: Iterable[tuple[int, int]]) -> dict[int, int]:
    return dict(rows)
