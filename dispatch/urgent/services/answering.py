"""The worker's side: the first who accepts has it. Whoever is a moment later is told so, and nothing is written for him (URG-02)."""

from datetime import datetime

from django.db import transaction

from core.access import Actor, require, system_actor
from core.audit.services import record
from core.contacts import NO_CONTACTS, has_contact
from core.errors import Invalid
from core.retries import retried
from dispatch.matching.errors import OfferIsOver
from dispatch.matching.finding import soonest
from dispatch.matching.models import Offer
from dispatch.matching.offering import answer, close_open
from dispatch.matching.states import OfferKind, OfferState
from dispatch.urgent.events import CALL_TAKEN
from dispatch.urgent.models import UrgentOrder
from dispatch.urgent.services.keeping import locked, step
from dispatch.urgent.services.turning import advance
from dispatch.urgent.states import UrgentState
from marketplace.bookings.availability.travel import minutes
from marketplace.bookings.models import Booking
from marketplace.bookings.services import Agreed, place_taken
from marketplace.workers.models import Worker

LONGEST_NOTE = 200


@retried
def accept_offer(offer: Offer, *, actor: Actor, now: datetime) -> Booking:
    """Take the job: the order of the family comes of it, with the worker's time. Locks the urgent order, then the worker.

    Raises NotFound, Forbidden, OfferIsOver, SlotTaken, Busy.
    """
    require(actor, "accept", offer)
    with transaction.atomic():
        call = locked(UrgentOrder(pk=offer.subject))
        mine = Offer.objects.select_related("worker__enterprise").get(pk=offer.pk)
        require_open(call, mine, now)
        booking = give_to(call, mine.worker, event="take", actor=actor, now=now)
        answer(mine, OfferState.ACCEPTED, now=now)
        close_open(OfferKind.URGENT, call.pk, OfferState.WITHDRAWN, now=now)
        return booking


def require_open(call: UrgentOrder, offer: Offer, now: datetime) -> None:
    """Refuse an answer that comes too late, whatever the rows still say. Raises OfferIsOver."""
    if call.state != UrgentState.OFFERING or not offer.is_open(now):
        raise OfferIsOver


def give_to(call: UrgentOrder, worker: Worker, *, event: str, actor: Actor, now: datetime) -> Booking:
    """Make the family's order with this worker, who sets out now. Under the lock of the urgent order. Raises SlotTaken, Busy."""
    home = None if worker.lat is None or worker.lng is None else (worker.lat, worker.lng)
    start = soonest(now, minutes(home, (call.lat, call.lng), worker.travel))
    booking = place_taken(agreed_of(call), worker=worker, start=start, actor=actor, now=now)
    step(call, event, CALL_TAKEN, actor=actor, now=now, ids={"booking_id": booking.pk}, taken_at=now, booking=booking, ended_at=now)
    return booking


def agreed_of(call: UrgentOrder) -> Agreed:
    """What the family has agreed to."""
    return Agreed(
        customer=call.customer,
        service_type=call.service_type,
        title=call.title,
        contact={"contact_name": call.contact_name, "phone": call.phone, "address": call.address},
        district=call.district,
        lat=call.lat,
        lng=call.lng,
        needs=call.what,
        minutes=call.minutes,
        inputs=call.inputs,
        asked_at=call.created_at,
        agreed_at=call.agreed_at or call.created_at,
        channel=call.channel,
    )


def decline_offer(offer: Offer, *, actor: Actor, now: datetime, note: str = "") -> Offer:
    """Say no; when nobody of the wave is left, the next ones are asked at once. Raises NotFound, Forbidden, OfferIsOver, Invalid."""
    require(actor, "accept", offer)
    if len(note) > LONGEST_NOTE or has_contact(note) or "\x00" in note:
        raise Invalid(fields={"note": [NO_CONTACTS if has_contact(note) else f"最多 {LONGEST_NOTE} 个字。"]})
    with transaction.atomic():
        call = locked(UrgentOrder(pk=offer.subject))
        mine = Offer.objects.get(pk=offer.pk)
        require_open(call, mine, now)
        answer(mine, OfferState.DECLINED, now=now, note=note.strip())
        record(actor, function="urgent.decline", obj=mine, detail={"call": call.pk, "note": note}, now=now)
        if not Offer.objects.of(OfferKind.URGENT, call.pk).open(now).exists():
            advance(call, actor=system_actor("job", "急单"), now=now)
        return mine
