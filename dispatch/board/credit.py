"""What the board knows for credit: visits that began, and those of them to which nobody was late (BKG-16)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count

from dispatch.board.models import LateArrival
from marketplace.bookings.models import Assignment, Visit
from marketplace.bookings.states import AssignmentStatus
from marketplace.credit.sources import FULL, Counts, Window
from marketplace.credit.states import Kind


def visits(kind: str, numbers: Sequence[int], window: Window) -> Counts:
    """Visits with a check-in, less those with a flag that counts. Of an enterprise a visit counts once however many went. Two queries."""
    flags = LateArrival.objects.filter(excused_at=None, arrived=True, **window.of("visit__arrived_at")).order_by()
    if kind == Kind.ENTERPRISE:
        rows: Any = Visit.objects.filter(booking__enterprise_id__in=numbers, **window.of("arrived_at")).order_by()
        came: Any = rows.values_list("booking__enterprise_id").annotate(count=Count("pk"))
        late: Any = flags.filter(visit__booking__enterprise_id__in=numbers).values_list("visit__booking__enterprise_id")
    else:
        goes = Assignment.objects.filter(worker_id__in=numbers, status=AssignmentStatus.FIXED, **window.of("visit__arrived_at")).order_by()
        came = goes.values_list("worker_id").annotate(count=Count("visit_id", distinct=True))
        late = flags.filter(worker_id__in=numbers).values_list("worker_id")
    flagged = dict(late.annotate(count=Count("visit_id", distinct=True)))
    return {number: (max(0, count - flagged.get(number, 0)) * FULL, count) for number, count in came}
