"""Scheduled jobs of kept answers."""

from datetime import timedelta

from core import clock
from core.idempotency.services import forget_old
from core.schedule import scheduled


@scheduled("idempotency.forget", every=timedelta(hours=6))
def forget_answers() -> int:
    """Answers older than 72 hours."""
    return forget_old(now=clock.now())
