"""Marking who is to be counted anew. Handlers of events mark; one job counts, so that ten events of a firm are one count."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from marketplace.bookings.models import Assignment, Booking
from marketplace.credit.models import Mark
from marketplace.credit.states import Kind

Subject = tuple[str, int]


def mark(subjects: Iterable[Subject], *, now: datetime) -> None:
    """Note that something has changed of these. One query, in one order, so that nobody waits in a circle."""
    rows = [Mark(kind=kind, number=number, at=now) for kind, number in sorted(set(subjects))]
    if rows:
        Mark.objects.bulk_create(rows, ignore_conflicts=True)


def mark_orders(numbers: Sequence[int], *, now: datetime) -> None:
    """The providers of these orders, and everybody who was ever to go. Three queries."""
    found: set[Subject] = set()
    for firm, alone in Booking.objects.filter(pk__in=numbers).values_list("enterprise_id", "provider_id"):
        found |= {(str(Kind.ENTERPRISE), firm)} if firm else {(str(Kind.WORKER), alone)}
    went = Assignment.objects.filter(visit__booking_id__in=numbers).order_by().values_list("worker_id", flat=True).distinct()
    mark([*found, *((str(Kind.WORKER), worker) for worker in went)], now=now)
