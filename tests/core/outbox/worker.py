"""A process of its own for the outbox tests: publishes and dies, or drains until it is killed.

`python -m tests.core.outbox.worker publish COUNT KEYS` forks one child per event; each commits and kills itself at once.
`… publish-plainly COUNT KEYS` publishes and lives.
`python -m tests.core.outbox.worker drain FILE [ack-first|no-order]` drains for ever; `… kill-drains FILE TIMES` does so in children
that it kills; the last word switches a protection off.
"""

import os
import random
import signal
import sys
import time

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from core.outbox import Delivery, Event, deliver, on, publish, sql  # noqa: E402
from core.outbox.drain import drain_once  # noqa: E402

HAPPENED = Event("test.happened", ids=("number",))
COUNT = "INSERT INTO core_counter (name, key, window_start, expires_at, value) VALUES ('outbox-test', %s, 'epoch', 'infinity', 1) \
ON CONFLICT (name, key, window_start) DO UPDATE SET value = core_counter.value + 1"


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


def drain_for_ever(path: str, twin: str) -> None:
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


def kill_drains(path: str, times: int, twin: str) -> None:
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


if __name__ == "__main__":
    if sys.argv[1] == "publish":
        publish_and_die(int(sys.argv[2]), int(sys.argv[3]))
    elif sys.argv[1] == "publish-plainly":
        publish_plainly(int(sys.argv[2]), int(sys.argv[3]))
    elif sys.argv[1] == "kill-drains":
        kill_drains(sys.argv[2], int(sys.argv[3]), sys.argv[4] if len(sys.argv) > 4 else "")
    else:
        drain_for_ever(sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else "")
