"""`manage.py work`: the background process of the embedded mode. Drains the outbox and runs the schedule table."""

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, close_old_connections, connection

from core import clock, schedule
from core.access import set_current, system_actor
from core.outbox.drain import drain_once

logger = logging.getLogger("core.work")
IDLE_SECONDS = 0.2
AFTER_ERROR_SECONDS = 2.0


class Command(BaseCommand):
    """Two threads: one drains, one runs due jobs, so that a long job never delays an event."""

    help = "Drain the outbox and run the schedule, until SIGTERM."

    def add_arguments(self, parser: CommandParser) -> None:
        """--once drains to the end, runs what is due and leaves."""
        parser.add_argument("--once", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until told to stop."""
        jobs = schedule.load()
        if options["once"]:
            while drain_once():
                pass
            for job in jobs.values():
                schedule.run_if_due(job, clock.now())
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        threads = [threading.Thread(target=self._loop, args=(stop, step)) for step in (self._drain, self._run_due)]
        for thread in threads:
            thread.start()
        stop.wait()
        for thread in threads:
            thread.join()

    def _loop(self, stop: threading.Event, step: Any) -> None:
        set_current(system_actor())
        while not stop.is_set():
            try:
                pause = step()
            except Error:
                logger.warning("the database is away; trying again", exc_info=True)
                close_old_connections()
                pause = AFTER_ERROR_SECONDS
            stop.wait(pause)
        connection.close()

    def _drain(self) -> float:
        return 0.0 if drain_once() else IDLE_SECONDS

    def _run_due(self) -> float:
        for job in schedule.due(clock.now()):
            schedule.run_if_due(job, clock.now())
        return 1.0
