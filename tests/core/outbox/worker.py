"""What processes of the outbox tests do, forked from the test: publish and die, or drain until they are killed."""

import os
import random
import signal
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from core.forked import leave_connections_to_the_parent
from core.outbox import Delivery, Event, deliver, on, publish, sql
from core.outbox.drain import drain_once

HAPPENED = Event("test.happened", ids=("number",))
COUNT = "INSERT INTO core_counter (name, key, window_start, expires_at, value) VALUES ('outbox-test', %s, 'epoch', 'infinity', 1) \
ON CONFLICT (name, key, window_start) DO UPDATE SET value = core_counter.value + 1"


def in_child(work: Callable[..., None], *arguments: Any) -> None:
    """Run this on connections of its own, with small batches and short leases."""
    leave_connections_to_the_parent()
    settings.OUTBOX_LEASE_SECONDS, settings.OUTBOX_BATCH = 1, 40
    work(*arguments)


def publish_and_die(count: int, keys: int) -> None:
    """Fork a process per event: commit, then SIGKILL before anything else can run."""
    for number in range(count):
        child = os.fork()
        if child == 0:
            with transaction.atomic():
                publish(HAPPENED, key=f"key:{number % keys}", number=number)
            os.kill(os.getpid(), signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if os.WTERMSIG(status) != signal.SIGKILL:
            raise SystemExit(f"child {number} did not get to its end: {status}")


def publish_plainly(count: int, keys: int) -> None:
    """Commit one transaction per event, in one process that lives."""
    for number in range(count):
        with transaction.atomic():
            publish(HAPPENED, key=f"key:{number % keys}", number=number)


def drain_for_ever(path: str, twin: str = "") -> None:
    """Register a handler of each kind and drain."""
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    @on(HAPPENED)
    def count_in_database(delivery: Delivery) -> None:
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [str(delivery.ids["number"])])

    @deliver(HAPPENED)
    def send_out(delivery: Delivery) -> None:
        time.sleep(0.001)
        os.write(file, f"{delivery.key} {delivery.ids['number']}\n".encode())

    if twin == "ack-first":
        sql.CLAIM = sql.CLAIM.replace("SET state = 'leased'", "SET state = 'done'")
    if twin == "no-order":
        sql.LOCK_HANDLER = "SELECT true OR %s IS NULL"
        sql.CLAIM = sql.CLAIM.split("AND NOT EXISTS")[0] + "ORDER BY random() LIMIT 3 FOR UPDATE OF t SKIP LOCKED)" + sql.CLAIM.split("FOR UPDATE OF t\n)")[1]
    while True:
        if not drain_once():
            time.sleep(0.01)


def _size(path: str) -> int:
    return os.path.getsize(path) if os.path.exists(path) else 0


def kill_drains(path: str, times: int, twin: str = "") -> None:
    """Fork a drain and SIGKILL it at a chance moment of its work (once it has sent something, however slow the machine), many times."""
    chance = random.Random(20261122)
    for _ in range(times):
        before, patience = _size(path), time.monotonic() + 3
        child = os.fork()
        if child == 0:
            drain_for_ever(path, twin)
        while _size(path) == before and time.monotonic() < patience:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.03))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
