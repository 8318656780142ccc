"""Scheduled jobs of recruitment."""

from datetime import timedelta

from core import clock
from core.access import system_actor
from core.schedule import scheduled
from marketplace.recruitment.services import expire_due

BATCH = 200


@scheduled("recruitment.expire", every=timedelta(minutes=5))
def expire_jobs() -> int:
    """Move postings whose time is over; visitors have stopped seeing them at the very second."""
    done = 0
    while moved := expire_due(actor=system_actor("job", "到期"), now=clock.now(), limit=BATCH):
        done += moved
        if moved < BATCH:
            break
    return done
