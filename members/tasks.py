"""Scheduled jobs of this slice."""

from datetime import timedelta

from core import clock
from core.access import system_actor
from core.schedule import scheduled
from members.services import purge_unproven


@scheduled("members.purge_unproven", every=timedelta(hours=1))
def forget_unproven() -> int:
    """Delete accounts whose number was never proven."""
    return purge_unproven(actor=system_actor("schedule"), now=clock.now())
