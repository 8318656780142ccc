"""Lateness on the staff's page of a worker."""

from typing import Any

from core import clock
from core.access import can, current_actor
from core.additions import Addition
from dispatch.board import late
from marketplace.workers.models import Worker


def _late(worker: Worker) -> dict[str, Any] | None:
    if not can(current_actor(), "read", "late_arrival"):
        return None
    return {"late": late.of_worker(worker.pk), "count": late.counting(worker.pk, clock.now()), "worker": worker}


ADDITIONS = [Addition("staff-worker", "late", _late, {"main": "board/admin/worker_late.html"})]
