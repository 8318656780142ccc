"""Scheduled jobs of this slice."""

from datetime import timedelta

from core import clock
from core.schedule import scheduled
from notifications.services import clear_old_bodies, clear_old_texts


@scheduled("notifications.clear_old_bodies", every=timedelta(hours=1))
def forget_texts() -> int:
    """Empty the texts of SMS older than a day, and of those that came in after thirty."""
    return clear_old_bodies(now=clock.now()) + clear_old_texts(now=clock.now())
