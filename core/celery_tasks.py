"""Celery's view of the platform: one task that drains, one that runs a job of the schedule table."""

from datetime import timedelta
from typing import Any

from celery import shared_task
from celery.signals import worker_init
from django.db import close_old_connections

from core import clock, schedule
from core.outbox.drain import drain_once


@shared_task(name="core.outbox.drain")
def drain() -> int:
    """Drain until nothing is left; returns the number of passes."""
    close_old_connections()
    passes = 0
    while drain_once() and passes < 200:
        passes += 1
    return passes


@shared_task(name="core.schedule.run")
def run_job(name: str) -> bool:
    """Run a job of the table if it is due."""
    close_old_connections()
    return schedule.run_if_due(schedule.load()[name], clock.now())


@worker_init.connect
def load_schedule(**_: Any) -> None:
    """Import every slice's tasks when a worker starts."""
    schedule.load()


def beat_schedule() -> dict[str, dict[str, Any]]:
    """The schedule table in Celery beat's words, and the drain each second as the safety net."""
    table: dict[str, dict[str, Any]] = {"outbox.drain": {"task": "core.outbox.drain", "schedule": timedelta(seconds=1)}}
    for job in schedule.load().values():
        table[job.name] = {"task": "core.schedule.run", "schedule": job.every, "args": [job.name]}
    return table
