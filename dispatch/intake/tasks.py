"""Scheduled jobs of this slice."""

from datetime import timedelta

from core import clock
from core.access import system_actor
from core.schedule import scheduled
from dispatch.intake.services import end_unanswered


@scheduled("intake.end_unanswered", every=timedelta(minutes=1))
def write_down_missed_calls() -> int:
    """Calls that nobody answered are missed."""
    return end_unanswered(actor=system_actor("job"), now=clock.now())
