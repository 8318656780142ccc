"""Publishing: one row in the caller's transaction."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, transaction

from core.outbox.nudge import nudge
from core.outbox.registry import Event

INSERT = "INSERT INTO outbox_outboxevent (name, key, ids) VALUES (%s, %s, %s::jsonb) RETURNING id"
INSERT_MANY = "INSERT INTO outbox_outboxevent (name, key, ids) SELECT %s, key, ids FROM unnest(%s::text[], %s::jsonb[]) AS events (key, ids)"


def publish(event: Event, *, key: str, **ids: Any) -> int:
    """Write an event in the current transaction; returns its id. Order is kept among events with the same key.

    Raises RuntimeError outside a transaction and TypeError when the ids are not those that the event declares: the event must be
    committed or rolled back together with what it tells of.
    """
    announced(event, ids)
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [event.name, key, json.dumps(ids)])
        return cursor.fetchone()[0]


def announced(event: Event, ids: Mapping[str, Any]) -> None:
    """See to it that the drain is nudged when the transaction commits. Raises as `publish` does."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{event.name} must be published inside a transaction")
    if set(ids) != set(event.ids):
        raise TypeError(f"{event.name} carries {sorted(event.ids)}, not {sorted(ids)}")
    transaction.on_commit(nudge, robust=True)


def publish_many(event: Event, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> int:
    """Publish one event for each (key, ids) in one statement, for handlers and imports; returns how many. Raises as `publish` does."""
    found = list(rows)
    if not connection.in_atomic_block:
        raise RuntimeError(f"{event.name} must be published inside a transaction")
    if wrong := next((ids for _, ids in found if set(ids) != set(event.ids)), None):
        raise TypeError(f"{event.name} carries {sorted(event.ids)}, not {sorted(wrong)}")
    if found:
        with connection.cursor() as cursor:
            cursor.execute(INSERT_MANY, [event.name, [key for key, _ in found], [json.dumps(dict(ids)) for _, ids in found]])
        transaction.on_commit(nudge, robust=True)
    return len(found)
