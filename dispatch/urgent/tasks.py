"""Scheduled jobs of urgent orders."""

from datetime import timedelta

from core import clock
from core.access import system_actor
from core.schedule import scheduled
from dispatch.urgent.services import turn_due

BATCH = 100


@scheduled("urgent.turn", every=timedelta(seconds=15))
def turn_calls() -> int:
    """Ask the next ones where a wave is over, hand over what nobody took; everybody has seen it so since that very second."""
    return turn_due(actor=system_actor("job", "急单"), now=clock.now(), limit=BATCH)
