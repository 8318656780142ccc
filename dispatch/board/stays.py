"""Who lives in a home, or is there by whole days: on the board he is there all day, and nobody drags him."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from marketplace.bookings.states import AssignmentStatus
from marketplace.engagements.models import Stay
from marketplace.engagements.states import PROMISED, EngagementState

# What is promised, and what was kept to its end.
SHOWN = (*PROMISED, EngagementState.DONE, EngagementState.ENDED, EngagementState.WITHDRAWN)


def there(first: date, last: date) -> QuerySet[Stay]:
    """Who is somewhere by whole days on one of these days."""
    days = Q(first_on__lte=last, beyond_on__gt=first)
    return Stay.objects.filter(days, assignment__status=AssignmentStatus.FIXED, engagement__state__in=SHOWN)


def stays_of(workers: Sequence[int], first: date, last: date) -> dict[int, list[Stay]]:
    """The stays of these workers by worker, the first to begin first. One query."""
    found: dict[int, list[Stay]] = {}
    for row in there(first, last).filter(worker_id__in=workers).select_related("engagement__service_type", "engagement__district").order_by("first_on", "pk"):
        found.setdefault(row.worker_id, []).append(row)
    return found


def on(stays: Sequence[Stay], day: date) -> Stay | None:
    """Where somebody is on a day."""
    return next((row for row in stays if row.first_on <= day < row.beyond_on), None)
