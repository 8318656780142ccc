"""Publishing: one row in the caller's transaction."""

import json
from functools import partial
from typing import Any

from django.db import connection, transaction

from core.outbox.nudge import nudge
from core.outbox.registry import Event

INSERT = "INSERT INTO outbox_outboxevent (name, key, ids) VALUES (%s, %s, %s::jsonb) RETURNING id"


def publish(event: Event, *, key: str, **ids: Any) -> int:
    """Write an event in the current transaction; returns its id. Order is kept among events with the same key.

    Raises RuntimeError outside a transaction and TypeError when the ids are not those that the event declares: the event must be
    committed or rolled back together with what it tells of.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{event.name} must be published inside a transaction")
    if set(ids) != set(event.ids):
        raise TypeError(f"{event.name} carries {sorted(event.ids)}, not {sorted(ids)}")
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [event.name, key, json.dumps(ids)])
        number = cursor.fetchone()[0]
    transaction.on_commit(partial(nudge), robust=True)
    return number
