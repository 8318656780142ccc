"""The drain: turns events into effects, in order per key, losing nothing.

Two steps, each safe to be killed at any instruction:

1. *Dispatch* (one transaction): lock the free key partitions, read up to a batch of new events, run every `@on` handler in a
   savepoint, write a task row per (event, handler) that is still owed — none where the effect is in this same transaction — and
   mark the events dispatched.
2. *Deliver*: claim pending tasks with a lease (commit), call the handler, mark done. A killed process leaves a lease that runs
   out; the call is then made again (at least once).

A failed task waits with growing delay and holds back later tasks of the same (handler, key); others go on. After `MAX_ATTEMPTS`
it is dead and shown to staff, and no longer holds anything back.
"""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from core.outbox import sql
from core.outbox.registry import HANDLERS, Delivery, Handler, wanting

logger = logging.getLogger("core.outbox")
MAX_ATTEMPTS = 12


class LeaseLostError(RuntimeError):
    """A database handler took longer than its lease and another process has finished the task: this effect is rolled back."""


@dataclass(slots=True)
class Drained:
    """What one pass did."""

    dispatched: int = 0
    delivered: int = 0
    failed: int = 0

    def __bool__(self) -> bool:
        return bool(self.dispatched or self.delivered or self.failed)


def drain_once(batch: int | None = None) -> Drained:
    """One pass over both steps; falsy when there was nothing to do."""
    size = batch or settings.OUTBOX_BATCH
    result = Drained()
    result.dispatched = dispatch(size)
    owing = _owing()
    for handler in [handler for handler in HANDLERS.values() if handler.name in owing]:
        done, failed = perform(handler, size)
        result.delivered += done
        result.failed += failed
    return result


def _owing() -> set[str]:
    """The handlers that have open tasks."""
    with connection.cursor() as cursor:
        cursor.execute(sql.OWING)
        return {row[0] for row in cursor.fetchall()}


def dispatch(size: int) -> int:
    """Step 1. Returns how many events were dispatched."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.LOCK_PARTITIONS)
        partitions = [row[0] for row in cursor.fetchall()]
        if not partitions:
            return 0
        cursor.execute(sql.NEW_EVENTS, [partitions, size])
        events = [(_delivery(*row[:4]), row[4]) for row in cursor.fetchall()]
        if not events:
            return 0
        _hand_out(cursor, events)
        cursor.execute(sql.MARK_DISPATCHED, [[delivery.id for delivery, _ in events]])
        return len(events)


def _delivery(number: int, name: str, key: str, ids: str) -> Delivery:
    """A row of either statement; Django leaves jsonb as text."""
    return Delivery(number, name, key, orjson.loads(ids))


def _hand_out(cursor: CursorWrapper, events: list[tuple[Delivery, int]]) -> None:
    """Run database handlers at once where nothing earlier of their key is open; owe the rest as tasks."""
    wanted: dict[str, list[Delivery]] = defaultdict(list)
    partition_of = {delivery.id: partition for delivery, partition in events}
    for delivery, _ in events:
        for handler in wanting(delivery.event):
            wanted[handler.name].append(delivery)
    if not wanted:
        return
    cursor.execute(sql.OPEN_KEYS, [[name for name in sorted(wanted) if not HANDLERS[name].outside]])
    held = {(handler, key) for handler, key in cursor.fetchall()}
    rows = []
    for name, deliveries in wanted.items():
        handler = HANDLERS[name]
        now = [] if handler.outside else [item for item in deliveries if (name, item.key) not in held]
        done = _try_now(handler, now)
        rows += [(item.id, name, item.key, partition_of[item.id]) for item in deliveries if item.id not in done]
    if rows:
        cursor.execute(sql.ADD_TASKS, [list(column) for column in zip(*rows, strict=True)])


def _try_now(handler: Handler, deliveries: list[Delivery]) -> set[int]:
    """Run a database handler on new events inside a savepoint; on failure nothing of it stays and all become pending tasks."""
    if not deliveries:
        return set()
    try:
        with transaction.atomic():
            call(handler, deliveries)
    except Exception:
        logger.warning("handler %s failed on %d events; they go on as tasks", handler.name, len(deliveries), exc_info=True)
        return set()
    return {item.id for item in deliveries}


def call(handler: Handler, deliveries: list[Delivery]) -> None:
    """Call a handler as it wishes: coalesced by key, as a batch or one by one."""
    if handler.coalesce:
        deliveries = sorted({item.key: item for item in deliveries}.values(), key=lambda item: item.id)
    if handler.batch:
        handler.function(deliveries)
        return
    for item in deliveries:
        handler.function(item)


def perform(handler: Handler, size: int) -> tuple[int, int]:
    """Step 2 for one handler. Returns (done, failed)."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.LOCK_HANDLER, [handler.name])
        if not cursor.fetchone()[0]:
            return 0, 0
        cursor.execute(sql.CLAIM, {"handler": handler.name, "size": size, "lease": settings.OUTBOX_LEASE_SECONDS})
        claimed = [_delivery(*row) for row in cursor.fetchall()]
    if not claimed:
        return 0, 0
    claimed.sort(key=lambda item: item.id)
    if _settle(handler, claimed):
        return len(claimed), 0
    return _one_by_one(handler, claimed)


def _settle(handler: Handler, deliveries: list[Delivery], *, note: bool = False) -> bool:
    """Call the handler on these and mark them done; False when it failed (noted on the rows if `note`)."""
    ids = [item.id for item in deliveries]
    try:
        if handler.outside:
            call(handler, deliveries)
            _execute(sql.MARK_DONE, [handler.name, ids])
        else:
            with transaction.atomic():
                call(handler, deliveries)
                if _execute(sql.MARK_DONE, [handler.name, ids]) != len(ids):
                    raise LeaseLostError(handler.name)
    except Exception as error:
        logger.warning("handler %s failed: %s", handler.name, error)
        if note or len(deliveries) == 1:
            _execute(sql.MARK_FAILED, {"error": f"{type(error).__name__}: {error}"[:500], "max": MAX_ATTEMPTS, "handler": handler.name, "ids": ids})
        return False
    return True


def _one_by_one(handler: Handler, deliveries: list[Delivery]) -> tuple[int, int]:
    """After a failed batch: find the culprit, let other keys go on, release what stands behind it."""
    if len(deliveries) == 1:
        return 0, 1
    blocked: set[str] = set()
    done = failed = 0
    released = []
    for item in deliveries:
        if item.key in blocked:
            released.append(item.id)
        elif _settle(handler, [item]):
            done += 1
        else:
            failed += 1
            blocked.add(item.key)
    if released:
        _execute(sql.RELEASE, [handler.name, released])
    return done, failed


def _execute(statement: str, parameters: Sequence[Any] | Mapping[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount
