"""Scheduled jobs of surveys."""

from datetime import timedelta

from core import clock
from core.access import system_actor
from core.schedule import scheduled
from dispatch.surveys import services


@scheduled("surveys.send", every=timedelta(minutes=30))
def send_surveys() -> int:
    """Send what is due."""
    return services.send_due(actor=system_actor("job", "满意度调查"), now=clock.now())
