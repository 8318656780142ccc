"""Scheduled jobs of the core: pages that editors timed."""

from datetime import timedelta

from core import clock
from core.access import system_actor
from core.page_schedule import publish_due
from core.schedule import scheduled


@scheduled("core.pages", every=timedelta(seconds=20))
def timed_pages() -> int:
    """Pages whose hour has come go live or are taken down."""
    return publish_due(actor=system_actor("job", "定时发布"), now=clock.now())
