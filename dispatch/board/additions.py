"""Lateness on the staff's page of a worker."""

from typing import Any

from core import clock
from core.access import can, current_actor
from core.additions import Addition
from dispatch.board import late
from marketplace.bookings.models import Booking
from marketplace.workers.models import Worker


def _late(worker: Worker) -> dict[str, Any] | None:
    if not can(current_actor(), "read", "late_arrival"):
        return None
    return {"late": late.of_worker(worker.pk), "count": late.counting(worker.pk, clock.now()), "worker": worker}


def _late_visit(order: Booking) -> dict[str, Any] | None:
    """That it was flagged, for both sides of the order."""
    found = late.of_order(order)
    return {"flags": found} if found else None


PLACES = ("order", "provider-order", "visit")
ADDITIONS = [
    Addition("staff-worker", "late", _late, {"main": "board/admin/worker_late.html"}),
    *(Addition(page, "late", _late_visit, {"next": "board/parts/late.html"}, order=5) for page in PLACES),
    Addition("staff-order", "late", _late_visit, {"main": "board/admin/order_late.html"}, order=5),
]
