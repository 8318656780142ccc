"""The outbox's own housekeeping."""

from datetime import timedelta

from core import clock, content, counters
from core.outbox import queries
from core.schedule import scheduled


@scheduled("outbox.purge", every=timedelta(hours=1))
def purge() -> int:
    """Delete what was done long ago."""
    return queries.purge(clock.now())


@scheduled("core.forget_expired", every=timedelta(minutes=10))
def forget_expired() -> int:
    """Delete expired counters and stored pages that nobody can be answered with."""
    now = clock.now()
    return counters.forget_expired(now) + content.forget_stale(now)
