"""Scheduled jobs of enterprises."""

from datetime import timedelta

from core import clock
from core.access import system_actor
from core.schedule import scheduled
from marketplace.enterprises.services import expire_agreements, remind_due


@scheduled("enterprises.agreements", every=timedelta(hours=1))
def look_after_agreements() -> tuple[int, int]:
    """Remind of agreements that end soon, write down those that are over; returns how many of each."""
    actor = system_actor("job", "协议到期")
    return remind_due(actor=actor, now=clock.now()), expire_agreements(actor=actor, now=clock.now())
