"""Objecting while the work is going on: the provider hears it at once, and nobody says that it is done before it has an answer (BKG-11)."""

from datetime import datetime

from django.db import transaction

from core.access import Actor, require
from core.audit.services import record
from core.contacts import checked_words
from core.errors import Conflict, IllegalTransition, NotFound
from core.outbox import publish
from marketplace.bookings.events import OBJECTION_ANSWERED, OBJECTION_MADE
from marketplace.bookings.models import Booking, Objection
from marketplace.bookings.models.objections import LONGEST_OBJECTION
from marketplace.bookings.services.keeping import locked
from marketplace.bookings.states import BookingState

MOST = 10
SETTLED = "家里说没事了"


class OneObjection(Conflict):
    """The last one has no answer yet, or there are too many."""

    code = "one_objection"
    message = "上一条还没答复，等一等；急的话在留言里说。"


class ObjectionOpen(Conflict):
    """The family has objected, and nobody has answered."""

    code = "objection_open"
    message = "家里提了意见还没答复，先处理好、答复了，再点做完。"


def object_to(booking: Booking, *, actor: Actor, now: datetime, text: str) -> Objection:
    """Say that something is not right while somebody is there. Locks the order. Raises NotFound, Forbidden, Invalid, OneObjection, IllegalTransition."""
    require(actor, "confirm", booking)
    tidy = checked_words(text, name="text", least=2, most=LONGEST_OBJECTION)
    with transaction.atomic():
        row = locked(booking)
        if row.state != BookingState.ARRIVED:
            raise IllegalTransition(state=row.state, event="object")
        if row.objections.filter(answered_at=None).exists() or row.objections.count() >= MOST:
            raise OneObjection
        made = Objection.objects.create(booking=row, text=tidy, at=now, by_id=actor.principal_id or 0)
        record(actor, function="booking.object", obj=row, detail={"objection": made.pk}, now=now)
        publish(OBJECTION_MADE, key=f"booking:{row.pk}", booking_id=row.pk, objection_id=made.pk)
        return made


def answer_objection(booking: Booking, *, actor: Actor, now: datetime, objection_id: int, text: str) -> Objection:
    """Say what is done about it: the provider, or who is there. Locks the order. Raises NotFound, Forbidden, Invalid, IllegalTransition."""
    require(actor, "accept", booking)
    return _answer(booking, objection_id, checked_words(text, name="note", least=2, most=LONGEST_OBJECTION), actor=actor, now=now)


def settle_objection(booking: Booking, *, actor: Actor, now: datetime, objection_id: int) -> Objection:
    """The family says that it is right again. Locks the order. Raises NotFound, Forbidden, IllegalTransition."""
    require(actor, "confirm", booking)
    return _answer(booking, objection_id, SETTLED, actor=actor, now=now)


def require_answered(row: Booking) -> None:
    """Refuse the end of the work while an objection waits. One query. Raises ObjectionOpen."""
    if row.objections.filter(answered_at=None).exists():
        raise ObjectionOpen


def _answer(booking: Booking, objection_id: int, text: str, *, actor: Actor, now: datetime) -> Objection:
    with transaction.atomic():
        row = locked(booking)
        found = Objection.objects.filter(booking=row, pk=objection_id).first()
        if found is None:
            raise NotFound
        if found.answered_at is not None:
            raise IllegalTransition(state=row.state, event="answer_objection")
        found.answer, found.answered_at, found.answered_by = text, now, actor.user_id
        found.save(update_fields=["answer", "answered_at", "answered_by"])
        record(actor, function="booking.answer_objection", obj=row, detail={"objection": found.pk}, now=now)
        publish(OBJECTION_ANSWERED, key=f"booking:{row.pk}", booking_id=row.pk, objection_id=found.pk)
        return found
