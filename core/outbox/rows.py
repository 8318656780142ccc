"""The row of an event, for whoever writes it together with other rows (`core.writing`)."""

from typing import Any

from core.outbox.models import OutboxEvent
from core.outbox.registry import Event
from core.outbox.services import announced


def told(event: Event, *, key: str, **ids: Any) -> OutboxEvent:
    """An event of the current transaction, not yet written. Raises as `publish` does."""
    announced(event, ids)
    return OutboxEvent(name=event.name, key=key, ids=ids)
