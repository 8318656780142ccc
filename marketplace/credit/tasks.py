"""Scheduled jobs of credit."""

from datetime import timedelta

from core import clock
from core.access import system_actor
from core.schedule import scheduled
from marketplace.credit import services
from marketplace.credit.services.assessing import last_month


@scheduled("credit.count", every=timedelta(minutes=1))
def count_marked() -> int:
    """Count anew of whom something has changed."""
    return services.count_marked(actor=system_actor("job", "信用"), now=clock.now())


@scheduled("credit.recount", every=timedelta(days=1))
def recount_credit() -> int:
    """Count everybody anew; what is too old counts no more."""
    return services.recount(actor=system_actor("job", "信用"), now=clock.now())


@scheduled("credit.assess", every=timedelta(days=1))
def assess() -> int:
    """Assess the month that has ended, once for everybody."""
    now = clock.now()
    return services.assess_month(last_month(now), actor=system_actor("job", "信用"), now=now)
