"""One table of what runs when. The background process and Celery beat both read it and call the same functions.

A slice's `tasks.py` decorates a function with `@scheduled`; `load()` imports every `tasks.py`, which fills the table.
A run is claimed by an advisory lock on the name and recorded in `core_schedulerun`, so two processes never run one job at once.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

logger = logging.getLogger("core.schedule")
CLAIM = """
INSERT INTO core_schedulerun (name, started_at, result) VALUES (%s, %s, '')
ON CONFLICT (name) DO UPDATE SET started_at = excluded.started_at WHERE core_schedulerun.started_at <= %s RETURNING name
"""
DONE = "UPDATE core_schedulerun SET finished_at = %s, result = %s WHERE name = %s"


@dataclass(frozen=True, slots=True)
class Job:
    """A function and how often it runs."""

    name: str
    every: timedelta
    run: Callable[[], object]


SCHEDULE: dict[str, Job] = {}


def scheduled(name: str, *, every: timedelta) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Decorator: put a function without arguments into the schedule table. A name may stand there once."""

    def add(function: Callable[[], object]) -> Callable[[], object]:
        if name in SCHEDULE and SCHEDULE[name].run.__qualname__ != function.__qualname__:
            raise RuntimeError(f"two scheduled jobs are called {name}")
        SCHEDULE[name] = Job(name, every, function)
        return function

    return add


def load() -> dict[str, Job]:
    """Import every installed slice's tasks; returns the table."""
    for config in apps.get_app_configs():
        if config.name.split(".")[0] in {name.split(".")[0] for name in settings.PROJECT_APPS} and find_spec(f"{config.name}.tasks"):
            import_module(f"{config.name}.tasks")
    return SCHEDULE


def due(now: datetime) -> list[Job]:
    """The jobs whose last start is long enough ago, in one query; whoever claims one (`run_if_due`) runs it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, started_at FROM core_schedulerun")
        started = dict(cursor.fetchall())
    return [job for job in SCHEDULE.values() if job.name not in started or started[job.name] <= now - job.every]


def run_if_due(job: Job, now: datetime) -> bool:
    """Run a job when its last start is at least `every` ago. A failing job is logged and tried again at its next time."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CLAIM, [job.name, now, now - job.every])
        if cursor.fetchone() is None:
            return False
    run(job, now)
    return True


def run(job: Job, now: datetime) -> None:
    """Run a job now and note how it went."""
    try:
        job.run()
        result = "ok"
    except Exception as error:
        logger.exception("scheduled job %s failed", job.name)
        result = f"{type(error).__name__}: {error}"[:500]
    with connection.cursor() as cursor:
        cursor.execute(DONE, [now, result, job.name])
