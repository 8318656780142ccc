"""Outbox: `publish` in the transaction, handlers by `@on` (database) and `@deliver` (outside), order per key."""

from core.outbox.registry import Delivery, Event, deliver, on
from core.outbox.services import publish

__all__ = ["Delivery", "Event", "deliver", "on", "publish"]
