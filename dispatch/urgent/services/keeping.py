"""What every verb of an urgent order needs: the locked row, and a move with the fields and the event that go with it."""

from datetime import datetime
from typing import Any

from core.access import Actor
from core.contacts import NO_CONTACTS, has_contact
from core.errors import Invalid
from core.outbox import Event, publish
from core.states import move
from dispatch.urgent.models import UrgentOrder


def locked(call: UrgentOrder) -> UrgentOrder:
    """The urgent order as it is now, locked until the end of the transaction."""
    return UrgentOrder.objects.select_for_update(of=("self",)).with_names().select_related("customer").get(pk=call.pk)


def step(
    call: UrgentOrder, event: str, tells: Event | None, *, actor: Actor, now: datetime, note: str = "", ids: dict[str, int] | None = None, **fields: Any
) -> UrgentOrder:
    """One move of the machine, the fields that go with it, and the event. Inside the caller's transaction. Raises what `move` raises, Invalid."""
    if has_contact(note):
        raise Invalid(fields={"note": [NO_CONTACTS]})
    if fields:
        # Before the move: the database checks a state together with the fields that it needs.
        UrgentOrder.objects.filter(pk=call.pk).update(**fields)
    row = move(call, event, actor=actor, now=now, note=note)
    for name, value in fields.items():
        setattr(row, name, value)
        setattr(call, name, value)
    if tells is not None:
        publish(tells, key=f"urgent:{row.pk}", call_id=row.pk, **(ids or {}))
    return call
