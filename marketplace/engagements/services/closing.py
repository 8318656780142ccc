"""A search for somebody else that is not needed any more."""

from datetime import datetime

from core.access import system_actor
from core.outbox import publish
from core.states import move
from marketplace.engagements.events import SUBSTITUTE_ENDED
from marketplace.engagements.models import Deal, Substitute, named
from marketplace.engagements.services.days import free


def close_searches(deal: Deal, *, now: datetime) -> int:
    """Close what is open for an order, and let go of whoever was kept for it; how many. Under the lock of the order."""
    found = list(Substitute.objects.open().filter(**named(deal)).select_for_update(of=("self",)))
    for row in found:
        finish_search(row, "close", now=now)
    return len(found)


def finish_search(row: Substitute, event: str, *, now: datetime) -> None:
    """One search is over by the clock or by what happened; nobody is kept for it."""
    move(row, event, actor=system_actor("job", "替补"), now=now)
    free(row.assignment_id, now=now)
    Substitute.objects.filter(pk=row.pk).update(ended_at=now)
    publish(SUBSTITUTE_ENDED, key=f"substitute:{row.pk}", substitute_id=row.pk)
