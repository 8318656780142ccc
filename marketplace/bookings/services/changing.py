"""Extras asked for on site: priced, and accepted by the family before they can be charged (X-BK-14)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from core.access import ALL, Actor, require, scopes
from core.audit.services import record
from core.contacts import NO_CONTACTS, has_contact
from core.errors import Conflict, Forbidden, IllegalTransition, Invalid, NotFound
from core.outbox import publish
from marketplace.bookings.events import CHANGE_ANSWERED, CHANGE_ASKED
from marketplace.bookings.models import Booking, ChangeRequest
from marketplace.bookings.services.keeping import locked
from marketplace.bookings.states import BookingState, ChangeState

MOST_FEN = 10**8
MOST_EXTRAS = 10
LONGEST_NOTE = 200


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
    return _answer(booking, actor, now, change_id, yes=yes, how=how)


def answer_extra_by_phone(booking: Booking, *, actor: Actor, now: datetime, change_id: int, yes: bool, note: str) -> ChangeRequest:
    """The family said it on the telephone; whoever of the centre called writes down with whom he spoke. Never the provider: it is not his word.

    Locks the order. Raises NotFound, Forbidden, Invalid, IllegalTransition.
    """
    require(actor, "dispatch", booking)
    if ALL not in scopes(actor, "dispatch", Booking.access_resource):
        raise Forbidden(audit={"verb": "dispatch", "resource": Booking.access_resource, "object": booking})
    tidy = " ".join(note.split())
    if not 2 <= len(tidy) <= LONGEST_NOTE or has_contact(tidy):
        raise Invalid(fields={"note": [f"写跟谁通的话、说定了什么，2 到 {LONGEST_NOTE} 个字，不写电话。"]})
    return _answer(booking, actor, now, change_id, yes=yes, how="call", note=tidy)


def _answer(booking: Booking, actor: Actor, now: datetime, change_id: int, *, yes: bool, how: str, note: str = "") -> ChangeRequest:
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
        record(
            actor, function="booking.answer_extra", obj=row, detail={"change": change.pk, "yes": yes, "how": how, **({"note": note} if note else {})}, now=now
        )
        publish(CHANGE_ANSWERED, key=f"booking:{row.pk}", booking_id=row.pk, change_id=change.pk)
        return change
