"""Scheduled jobs of workers."""

from datetime import timedelta

from core import clock
from core.access import system_actor
from core.schedule import scheduled
from marketplace.workers.services import remind_of_ends


@scheduled("workers.remind", every=timedelta(hours=3))
def remind_of_papers() -> int:
    """Tell of papers that end in 30 and 7 days and today; each reminder once, whatever the hour of the run."""
    return remind_of_ends(now=clock.now(), actor=system_actor("job", "证件提醒"))
