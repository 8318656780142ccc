"""What is done once a day."""

from datetime import timedelta

from core import clock
from core.schedule import scheduled
from search.recommendations import services


@scheduled("recommendations.pairs", every=timedelta(hours=24))
def rebuild_pairs() -> None:
    """Forget the old, then count what was looked at together."""
    now = clock.now()
    services.forget_old(now=now)
    services.rebuild_pairs(now=now)
