"""Reads of lateness: of one worker, and what counts."""

from datetime import datetime, timedelta
from typing import Any

from dispatch.board.models import LateArrival
from dispatch.board.parameters import LATE_DAYS

SHOWN = 20


def of_worker(worker_id: int) -> list[LateArrival]:
    """The latest flags of a worker. One query."""
    rows = LateArrival.objects.filter(worker_id=worker_id).select_related("visit__booking", "excused_by")
    return list(rows.order_by("-flagged_at", "-pk")[:SHOWN])


def counting(worker_id: int, now: datetime) -> int:
    """How many count at this moment: what a worker's credit is computed from. Two queries."""
    return LateArrival.objects.filter(worker_id=worker_id).counting(now - timedelta(days=LATE_DAYS.at(now))).count()


def own_data(user_id: int) -> list[dict[str, Any]]:
    """What is stored about a person."""
    rows = LateArrival.objects.filter(worker__user_id=user_id).select_related("visit__booking").order_by("pk")
    return [{"at": row.flagged_at, "number": row.visit.booking.number, "minutes": row.minutes, "reason": row.reason} for row in rows]
