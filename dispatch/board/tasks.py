"""Scheduled jobs of the board."""

from datetime import timedelta

from core import clock
from core.access import system_actor
from core.schedule import scheduled
from dispatch.board.services import flag_due


@scheduled("board.late", every=timedelta(minutes=1))
def flag_late_arrivals() -> int:
    """Flag who should have been there."""
    return flag_due(actor=system_actor("job", "派工台"), now=clock.now())
