"""What follow-ups know for credit: how satisfied the families were when the centre asked them."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q

from dispatch.followups.models import FollowUp
from dispatch.followups.states import FollowUpState, Result
from marketplace.bookings.models import Assignment
from marketplace.bookings.states import AssignmentStatus
from marketplace.credit.sources import FULL, Counts, Window
from marketplace.credit.states import Kind

REACHED = (Result.GOOD, Result.FAIR, Result.BAD)


def satisfied(kind: str, numbers: Sequence[int], window: Window) -> Counts:
    """Closed follow-ups in which somebody was reached: good is full, fair is half. Of a worker those of orders to which he went. One query."""
    asked: Any = FollowUp.objects.filter(state=FollowUpState.CLOSED, result__in=REACHED, **window.of("closed_at")).order_by()
    if kind == Kind.ENTERPRISE:
        rows = asked.filter(booking__enterprise_id__in=numbers).values_list("booking__enterprise_id")
        way = "pk"
    else:
        went = Assignment.objects.filter(worker_id__in=numbers, status=AssignmentStatus.FIXED)
        rows = went.filter(Exists(asked.filter(booking_id=OuterRef("visit__booking_id")))).values_list("worker_id").order_by()
        way = "visit__booking__follow_ups"
    return _summed(rows, way, window)


def _summed(rows: Any, way: str, window: Window) -> Counts:
    at = "" if way == "pk" else f"{way}__"
    closed = Q(**{f"{at}state": FollowUpState.CLOSED, **window.of(f"{at}closed_at")})

    def of(*results: Result) -> Count:
        return Count(way, distinct=True, filter=closed & Q(**{f"{at}result__in": results}))

    found = rows.annotate(count=of(*REACHED), good=of(Result.GOOD), fair=of(Result.FAIR)).annotate(total=F("good") * FULL + F("fair") * (FULL // 2))
    return {number: (total, count) for number, count, _, _, total in found if count}
