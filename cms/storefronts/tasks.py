"""Scheduled jobs of storefronts."""

from datetime import timedelta

from cms.storefronts.services import go_live_due
from core import clock
from core.access import system_actor
from core.schedule import scheduled


@scheduled("storefronts.go_live", every=timedelta(minutes=1))
def go_live() -> int:
    """Approved storefronts whose hour has come become public."""
    return go_live_due(actor=system_actor("job", "定时上线"), now=clock.now())
