"""What every verb of a series needs: the locked row, the locked date, and what follows written and told.

The series is locked first, then its date, then the order, then the worker: nobody waits for anybody in a ring.
"""

from datetime import datetime
from typing import Any

from core.access import Actor, system_actor
from core.audit.services import record
from core.contacts import NO_CONTACTS, has_contact
from core.errors import IllegalTransition, Invalid, NotFound
from core.outbox import Event, publish
from core.states import move
from marketplace.series.models import Series, SeriesVisit
from marketplace.series.states import LIVE, Fate

JOB = system_actor("job", "定期服务")


def locked(series: Series) -> Series:
    """The series as it is now, locked until the end of the transaction."""
    return Series.objects.select_for_update(of=("self",)).with_names().get(pk=series.pk)


def locked_visit(series: Series, position: int) -> tuple[Series, SeriesVisit]:
    """The series and one of its dates, locked in this order. Raises NotFound."""
    row = locked(series)
    visit = SeriesVisit.objects.select_for_update(of=("self",)).select_related("booking").filter(series=row, position=position).first()
    if visit is None:
        raise NotFound
    visit.series = row
    return row, visit


def require_live(series: Series, event: str) -> None:
    """Refuse what only a running series takes. Raises IllegalTransition."""
    if series.state not in LIVE:
        raise IllegalTransition(state=series.state, event=event, audit={"function": f"series.{event}", "object": series})


def step(series: Series, event: str, tells: Event | None, *, actor: Actor, now: datetime, note: str = "", **fields: Any) -> Series:
    """One move of the machine, the fields that go with it, and the event. Inside the caller's transaction. Raises what `move` raises, Invalid."""
    if has_contact(note):
        raise Invalid(fields={"note": [NO_CONTACTS]})
    row = move(series, event, actor=actor, now=now, note=note)
    values = {"changed_at": now, **fields}
    for name, value in values.items():
        setattr(row, name, value)
        setattr(series, name, value)
    row.save(update_fields=sorted(values))
    if tells is not None:
        publish(tells, key=f"series:{row.pk}", series_id=row.pk)
    return series


def decide(visit: SeriesVisit, fate: Fate, *, now: datetime, reason: str = "", **fields: Any) -> None:
    """Write what has become of a date. Under its lock."""
    values = {"fate": fate, "reason": reason[:120], "changed_at": now, **fields}
    for name, value in values.items():
        setattr(visit, name, value)
    visit.save(update_fields=sorted(values))


def told(visit: SeriesVisit, event: Event) -> None:
    """The event of one date."""
    publish(event, key=f"series:{visit.series_id}", series_id=visit.series_id, visit_id=visit.pk)


def noted(actor: Actor, function: str, series: Series, now: datetime, **detail: Any) -> None:
    """The audit row of something that is no move of the machine."""
    record(actor, function=f"series.{function}", obj=series, detail=detail, now=now)
