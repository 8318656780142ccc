"""Extras asked for on site: priced, and accepted by the family before they can be charged (X-BK-14)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from core.access import Actor, require
from core.audit.services import record
from core.contacts import NO_CONTACTS, has_contact
from core.errors import Conflict, IllegalTransition, Invalid, NotFound
from core.outbox import publish
from marketplace.bookings.events import CHANGE_ANSWERED, CHANGE_ASKED
from marketplace.bookings.models import Booking, ChangeRequest
from marketplace.bookings.services.keeping import locked
from marketplace.bookings.states import BookingState, ChangeState

MOST_FEN = 10**8
MOST_EXTRAS = 10


class OneAtATime(Conflict):
    """There is an extra without an answer."""

    code = "one_at_a_time"
    message = "上一项家里还没答复，等一等再提下一项。"


def ask_extra(booking: Booking, *, actor: Actor, now: datetime, label: str, fen: int, reason: str = "") -> ChangeRequest:
    """Ask for an extra while on site; nothing is owed until the family says yes. Raises Forbidden, Invalid, OneAtATime, IllegalTransition."""
    require(actor, "check_in", booking)
    label, reason = label.strip(), reason.strip()
    problems = {}
    if not 2 <= len(label) <= 60:
        problems["label"] = ["写清楚加什么，2 到 60 个字。"]
    if len(reason) > 200:
        problems["reason"] = ["最多 200 个字。"]
    if not 0 < fen <= MOST_FEN:
        problems["price"] = ["填一个大于 0 的价格。"]
    problems |= {field: [NO_CONTACTS] for field, text in (("label", label), ("reason", reason)) if field not in problems and has_contact(text)}
    if problems:
        raise Invalid(fields=problems)
    with transaction.atomic():
        row = locked(booking)
        if row.state != BookingState.ARRIVED or ChangeRequest.objects.filter(booking=row).count() >= MOST_EXTRAS:
            raise IllegalTransition(state=row.state, event="ask_extra")
        try:
            with transaction.atomic():
                change = ChangeRequest.objects.create(booking=row, label=label, reason=reason, fen=fen, asked_by=actor.user_id, asked_at=now)
        except IntegrityError as error:
            raise OneAtATime from error
        record(actor, function="booking.ask_extra", obj=row, detail={"change": change.pk, "fen": fen}, now=now)
        publish(CHANGE_ASKED, key=f"booking:{row.pk}", booking_id=row.pk, change_id=change.pk)
        return change


def answer_extra(booking: Booking, *, actor: Actor, now: datetime, change_id: int, yes: bool, how: str = "tap") -> ChangeRequest:
    """The family's word; only then may it be charged. Locks the order. Raises NotFound, Forbidden, IllegalTransition."""
    require(actor, "confirm", booking)
    with transaction.atomic():
        row = locked(booking)
        change = ChangeRequest.objects.filter(booking=row, pk=change_id).first()
        if change is None:
            raise NotFound
        if change.state != ChangeState.ASKED or row.state != BookingState.ARRIVED:
            raise IllegalTransition(state=row.state, event="answer_extra")
        change.state, change.answered_at, change.answered_how = ChangeState.ACCEPTED if yes else ChangeState.DECLINED, now, how
        change.save(update_fields=["state", "answered_at", "answered_how"])
        if yes:
            Booking.objects.filter(pk=row.pk).update(extra_fen=F("extra_fen") + change.fen, changed_at=now)
        record(actor, function="booking.answer_extra", obj=row, detail={"change": change.pk, "yes": yes, "how": how}, now=now)
        publish(CHANGE_ANSWERED, key=f"booking:{row.pk}", booking_id=row.pk, change_id=change.pk)
        return change
