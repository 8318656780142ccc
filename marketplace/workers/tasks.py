"""Scheduled jobs of workers."""

from datetime import timedelta

from core import clock
from core.access import system_actor
from core.schedule import scheduled
from marketplace.workers.services import move_due, remind_of_ends


@scheduled("workers.remind", every=timedelta(hours=3))
def remind_of_papers() -> int:
    """Tell of papers that end in 30 and 7 days and today; each reminder once, whatever the hour of the run."""
    return remind_of_ends(now=clock.now(), actor=system_actor("job", "证件提醒"))


@scheduled("workers.stations", every=timedelta(minutes=10))
def move_to_outlets() -> int:
    """Those whose day to change the outlet has come belong to the new one. What is booked asks the day itself and does not wait for this."""
    return move_due(now=clock.now(), actor=system_actor("job", "调店"))
