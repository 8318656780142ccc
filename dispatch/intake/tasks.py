"""Scheduled jobs of this slice."""

from datetime import timedelta

from core import clock
from core.access import system_actor
from core.schedule import scheduled
from dispatch.intake.services import end_unanswered, forget_awaited


@scheduled("intake.end_unanswered", every=timedelta(minutes=1))
def write_down_missed_calls() -> int:
    """Calls that nobody answered are missed."""
    return end_unanswered(actor=system_actor("job"), now=clock.now())


@scheduled("intake.forget_awaited", every=timedelta(hours=1))
def forget_what_was_asked() -> int:
    """What nobody answered by SMS."""
    return forget_awaited(now=clock.now())
