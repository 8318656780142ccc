"""Scheduled jobs of series and packages."""

from datetime import timedelta

from core import clock
from core.schedule import scheduled
from marketplace.series import services

BATCH = 100


@scheduled("series.ahead", every=timedelta(minutes=30))
def book_series() -> int:
    """Make the orders of what has come inside the horizon, until nothing more is decided in a turn."""
    done = 0
    while decided := services.book_due(now=clock.now(), limit=BATCH):
        done += decided
        if decided < BATCH:
            break
    return done


@scheduled("series.turn", every=timedelta(minutes=10))
def turn_series() -> int:
    """Write down what the clock has ended: offers, pauses, series, passes, months that begin; remind of what ends soon."""
    now = clock.now()
    return services.bill_due(now=now) + services.turn(now=now) + services.turn_passes(now=now)
