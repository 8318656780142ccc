"""Scheduled jobs of orders."""

from datetime import timedelta

from core import clock
from core.access import system_actor
from core.schedule import scheduled
from marketplace.bookings.services import end_due, end_lines, keep_over_end, offer_due

BATCH = 200


@scheduled("bookings.end", every=timedelta(minutes=1))
def end_bookings() -> int:
    """Write down what the clock has ended; everybody has seen it so since that very second. What ends next is kept for the line."""
    keep_over_end(now=clock.now())
    done = 0
    while moved := end_due(actor=system_actor("job", "到期"), now=clock.now(), limit=BATCH):
        done += moved
        if moved < BATCH:
            break
    return done


@scheduled("bookings.waiting", every=timedelta(minutes=2))
def offer_free_time() -> int:
    """Offer what has come free in any way to those in line, in turn; whose last day is over waits no more."""
    end_lines(now=clock.now(), limit=BATCH)
    return offer_due(now=clock.now())
