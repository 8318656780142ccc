"""Scheduled jobs of ratings."""

from datetime import timedelta

from core import clock
from core.access import system_actor
from core.schedule import scheduled
from marketplace.ratings import services


@scheduled("ratings.publish", every=timedelta(minutes=5))
def publish_ratings() -> int:
    """Publish what has waited for the other side long enough."""
    return services.publish_due(actor=system_actor("job", "评价"), now=clock.now())


@scheduled("ratings.remind", every=timedelta(minutes=30))
def remind_families() -> int:
    """Remind, once, those who have not rated yet."""
    return services.remind_due(actor=system_actor("job", "评价"), now=clock.now())


@scheduled("ratings.prior", every=timedelta(days=1))
def refresh_average() -> bool:
    """Take the average anew that every score is pulled to."""
    return services.refresh_prior(actor=system_actor("job", "评价"), now=clock.now())


@scheduled("ratings.recount", every=timedelta(days=1))
def recount_ratings() -> int:
    """Count everything anew; a difference is put right and logged."""
    return services.recount(actor=system_actor("job", "评价"), now=clock.now())
