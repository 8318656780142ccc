"""Scheduled jobs of insurance."""

from datetime import timedelta

from core import clock
from core.access import system_actor
from core.schedule import scheduled
from marketplace.insurance.services import remind_of_policies


@scheduled("insurance.remind", every=timedelta(hours=3))
def remind_of_insurance() -> int:
    """Tell of policies that end in 30 and 7 days and today, as `workers.remind` tells of papers."""
    return remind_of_policies(now=clock.now(), actor=system_actor("job", "保单提醒"))
