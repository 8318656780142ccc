"""What every verb of an order needs: the locked row, its visit and time, the change written and told."""

from datetime import datetime
from typing import Any

from core.access import Actor
from core.contacts import NO_CONTACTS, has_contact
from core.errors import Invalid
from core.outbox import Event
from core.outbox.rows import told
from core.states import moved
from core.writing import Writing
from marketplace.bookings.errors import HoldIsOver
from marketplace.bookings.models import Assignment, Booking, Due, Visit
from marketplace.bookings.states import OCCUPYING


def locked(booking: Booking) -> Booking:
    """The order as it is now, locked until the end of the transaction, with what its page shows."""
    return Booking.objects.select_for_update(of=("self",)).with_names().get(pk=booking.pk)


def require_in_time(booking: Booking, now: datetime) -> None:
    """Refuse an answer that comes after its time, whatever the row still says. Raises HoldIsOver."""
    if booking.is_over(now):
        raise HoldIsOver


def visit_of(booking: Booking) -> Visit:
    """The visit of an order that has one. One query."""
    return Visit.objects.select_for_update().get(booking=booking, position=1)


def taken_by(visit: Visit) -> list[int]:
    """The ids of the rows that keep a visit's time. One query."""
    return list(Assignment.objects.filter(visit=visit, status__in=OCCUPYING).order_by("pk").values_list("pk", flat=True))


def step(booking: Booking, event: str, tells: Event, *, actor: Actor, now: datetime, note: str = "", **fields: Any) -> Booking:
    """One move of the machine, the fields that go with it, and the event. Locks the order, inside the caller's transaction.

    Raises what `move` raises, and Invalid for a note with somebody's number in it (BKG-17).
    """
    row, writing = Booking.objects.select_for_update().get(pk=booking.pk), Writing()
    stepped(row, event, tells, writing, actor=actor, now=now, note=note, **fields)
    writing.send()
    for name in ("state", "changed_at", *fields):
        setattr(booking, name, getattr(row, name))
    return booking


def stepped(row: Booking, event: str, tells: Event, writing: Writing, *, actor: Actor, now: datetime, note: str = "", **fields: Any) -> None:
    """The same step of a row that is locked and fresh, written together with what else is written. Raises as `step` does."""
    if has_contact(note):
        raise Invalid(fields={"note": [NO_CONTACTS]})
    moved(row, event, writing, actor=actor, now=now, note=note, changed_at=now, **fields)
    writing.add(told(tells, key=f"booking:{row.pk}", booking_id=row.pk))


def owe(booking: Booking, kind: str, *, payer: str, payee: str, fen: int, reason: str, now: datetime) -> None:
    """Write down an amount that became due; nothing for nothing."""
    if fen > 0:
        Due.objects.create(booking=booking, kind=kind, payer=payer, payee=payee, fen=fen, reason=reason[:120], created_at=now)
