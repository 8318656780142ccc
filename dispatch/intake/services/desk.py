"""What somebody of the desk does for the customer with whom he talks: the same verbs as on the site, in the customer's name (BKG-01, BKG-05).

What came of a talk is kept with it: the order, the consultation, the outcome of the call.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from core.access import Actor
from core.audit.services import record
from core.errors import Invalid, NotFound
from dispatch.intake.errors import NotRecorded
from dispatch.intake.models import Call, Enquiry
from dispatch.intake.services.awaiting import ask_for_yes
from dispatch.intake.services.handling import dismiss, take
from dispatch.intake.services.sending import record_enquiry
from dispatch.intake.services.speaking import Talk, require_desk, speaking
from dispatch.intake.states import Outcome, TicketState
from marketplace.bookings.models import Booking
from marketplace.bookings.queries import own
from marketplace.bookings.queries.providers import offer
from marketplace.bookings.services import Wish, accept_quote, cancel, hold, move_booking
from marketplace.bookings.states import BookingState


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a customer wants, in his own words."""

    what: str = ""
    when: str = ""
    where: str = ""
    name: str = ""
    text: str = ""


def hold_for(talk: Talk, *, listing: int, wish: Wish, actor: Actor, now: datetime) -> Booking:
    """Keep a time for the customer and price it. Raises what `speaking` and `hold` raise, NotFound."""
    return hold(offer(listing, now=now), wish, actor=speaking(talk, actor=actor, now=now), now=now)


def accept_for(talk: Talk, *, total_fen: int, actor: Actor, now: datetime) -> Booking:
    """The customer has accepted by word of mouth the price that was read to him. Raises NotRecorded where his word is not kept, and as `accept_quote`."""
    speaker = speaking(talk, actor=actor, now=now)
    if not talk.how:
        raise NotRecorded
    with transaction.atomic():
        row = accept_quote(_held(speaker), actor=speaker, now=now, total_fen=total_fen, how=talk.how)
        record(speaker, function="booking.accepted_by_word", obj=row, detail={"how": talk.how, talk.kind: talk.row.pk}, now=now)
        link(talk, row, Outcome.ORDER)
        if isinstance(talk.row, Enquiry) and talk.row.state == TicketState.ASSIGNED:
            dismiss(talk.row, actor=actor, now=now, note=f"约成订单 {row.number}")
    return row


def ask_by_sms(talk: Talk, *, actor: Actor, now: datetime) -> Booking:
    """Send the price to the customer's number; his "确认" accepts it. Raises what `speaking` raises, NotFound without a hold."""
    speaker = speaking(talk, actor=actor, now=now)
    with transaction.atomic():
        row = _held(speaker)
        ask_for_yes(row, talk.phone, row.customer, now=now)
        link(talk, row)
    return row


def move_for(talk: Talk, *, number: str, start: datetime, fee_fen: int, total_fen: int | None, actor: Actor, now: datetime) -> Booking:
    """Another time for one of the customer's orders. Raises what `speaking` and `move_booking` raise, NotFound for somebody else's order."""
    speaker = speaking(talk, actor=actor, now=now)
    if total_fen is not None and not talk.how:
        raise NotRecorded
    with transaction.atomic():
        row = own.for_customer(number, actor=speaker)
        moved = move_booking(row, actor=speaker, now=now, start=start, fee_fen=fee_fen, total_fen=total_fen, how=talk.how or "tap")
        link(talk, moved, Outcome.MOVED)
    return moved


def cancel_for(talk: Talk, *, number: str, fee_fen: int, note: str = "", actor: Actor, now: datetime) -> Booking:
    """Cancel one of the customer's orders, or let a kept time go. Raises what `speaking` and `cancel` raise, NotFound for somebody else's."""
    speaker = speaking(talk, actor=actor, now=now)
    with transaction.atomic():
        row = cancel(own.for_customer(number, actor=speaker), actor=speaker, now=now, fee_fen=fee_fen, note=note)
        if row.placed_at is not None:
            link(talk, row, Outcome.CANCELLED)
    return row


def record_consultation(*, channel: str, phone: str, wanted: Wanted, actor: Actor, now: datetime) -> Enquiry:
    """Write down what somebody asks by telephone, in the shop or on the web, to be made an order later. Raises Forbidden, Invalid."""
    with transaction.atomic():
        row = record_enquiry(channel=channel, phone=phone, name=wanted.name, text=_told(wanted), actor=actor, now=now)
        _keep_words(row, wanted)
        take(row, actor=actor, now=now)
    return row


def save_consultation(talk: Talk, *, wanted: Wanted, actor: Actor, now: datetime) -> Enquiry:
    """Keep what was said in a talk: as a new consultation of the call, or in the one that is open. Raises Forbidden, Invalid, NotInTalk."""
    require_desk(actor)
    with transaction.atomic():
        if isinstance(talk.row, Enquiry):
            speaking(talk, actor=actor, now=now)
            _keep_words(talk.row, wanted)
            record(actor, function="consultation.note", obj=talk.row, now=now)
            return talk.row
        if talk.row.consultation is not None:
            _keep_words(talk.row.consultation, wanted)
            return talk.row.consultation
        speaking(talk, actor=actor, now=now)
        row = record_consultation(channel="phone", phone=talk.phone, wanted=wanted, actor=actor, now=now)
        Call.objects.filter(pk=talk.row.pk).update(consultation=row, outcome=talk.row.outcome or Outcome.CONSULTATION)
    return row


def close_talks_of(booking: Booking, *, actor: Actor, now: datetime) -> None:
    """An order whose price was accepted after the talk: what it came of has its outcome, and the consultation is done."""
    with transaction.atomic():
        Call.objects.filter(booking=booking, outcome="").update(outcome=Outcome.ORDER)
        for row in Enquiry.objects.filter(booking=booking, state=TicketState.ASSIGNED).order_by("pk"):
            dismiss(row, actor=actor, now=now, note=f"约成订单 {booking.number}")


def link(talk: Talk, booking: Booking, outcome: str = "") -> None:
    """Keep what came of a talk with it; the last order counts. Inside the caller's transaction."""
    if isinstance(talk.row, Call):
        Call.objects.filter(pk=talk.row.pk).update(booking=booking, outcome=outcome or talk.row.outcome)
        return
    Enquiry.objects.filter(pk=talk.row.pk).update(booking=booking)


def _held(speaker: Actor) -> Booking:
    row = Booking.objects.with_names().select_related("customer").filter(customer_id=speaker.principal_id or 0, state=BookingState.HELD).first()
    if row is None:
        raise NotFound
    return row


def _told(wanted: Wanted) -> str:
    """The text of a consultation: what was written down, else what is wanted."""
    text = wanted.text.strip() or "，".join(part.strip() for part in (wanted.what, wanted.when) if part.strip())
    if not text:
        raise Invalid(fields={"what": ["写一句客户要什么。"]})
    return text


def _keep_words(row: Enquiry, wanted: Wanted) -> None:
    row.what, row.when, row.where = wanted.what.strip()[:60], wanted.when.strip()[:60], wanted.where.strip()[:120]
    if wanted.name.strip():
        row.name = wanted.name.strip()[:40]
    row.save(update_fields=["what", "when", "where", "name"])
