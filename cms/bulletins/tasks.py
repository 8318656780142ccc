"""Scheduled jobs of the board."""

from datetime import timedelta

from cms.bulletins.services import expire_due
from core import clock
from core.access import system_actor
from core.schedule import scheduled

BATCH = 200


@scheduled("bulletins.expire", every=timedelta(minutes=5))
def expire_bulletins() -> int:
    """Move notices whose time is over; visitors have stopped seeing them at the very second."""
    done = 0
    while moved := expire_due(actor=system_actor("job", "到期"), now=clock.now(), limit=BATCH):
        done += moved
        if moved < BATCH:
            break
    return done
