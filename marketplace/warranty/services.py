"""Doing it again for nothing: asked for by the family inside the warranty, an ordinary order of the same provider at the price of nothing (AFT-06).

The time is taken by the one door of all orders; the same worker comes if he can, else another of the same provider, who may send
somebody else as for every order. What was written of the first order stays.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from core.access import SYSTEM_ROLE, Actor, require, system_actor
from core.audit.services import record
from core.contacts import checked_words
from core.errors import Forbidden, Invalid, NotFound
from core.media.models import PrivateFile
from core.media.services import receive_photos
from core.money import WHOLE
from core.outbox import publish
from core.retries import retried
from core.states import move
from marketplace.bookings import services as bookings
from marketplace.bookings.availability import rule_of
from marketplace.bookings.errors import SlotTaken
from marketplace.bookings.models import Assignment, Booking
from marketplace.bookings.queries.providers import of_booking
from marketplace.bookings.services import Agreed, Side, place_ahead
from marketplace.bookings.services.checking import checked_start
from marketplace.bookings.services.finding import job_of
from marketplace.bookings.services.keeping import locked
from marketplace.bookings.states import OPEN, AssignmentStatus
from marketplace.warranty.errors import OutOfWarranty, RedoOpen
from marketplace.warranty.events import REDO_ASKED, REDO_DECIDED, REDO_OBJECTED
from marketplace.warranty.models import LONGEST, Redo
from marketplace.warranty.queries import open_redo, until_of

MOST_PHOTOS = 6
DAYS_SHOWN = 7
FREE = "保修返工，不收钱"
CENTRE = system_actor("job", "保修返工")


def free_starts(order: Booking, *, now: datetime) -> list[datetime]:
    """The starts of the next days at which somebody of the provider can do an order again. Three queries."""
    first = timezone.localdate(now)
    asked = [first + timedelta(days=shift) for shift in range(DAYS_SHOWN)]
    return [slot.start for slot in bookings.free_slots(of_booking(order), job_of(order, rule_of(order.service_type_id)), asked=asked, now=now)]


def require_warranty(order: Booking, now: datetime) -> datetime:
    """Until when it holds. Raises OutOfWarranty with the day on which it ended."""
    until = until_of(order)
    if until is None:
        raise OutOfWarranty
    if now > until:
        day: date = timezone.localdate(until)
        raise OutOfWarranty(f"保修期到 {day.year} 年 {day.month} 月 {day.day} 日为止，已经过了，不能免费返工；可以再约一次，或者在投诉里说。")
    return until


@retried
def ask_redo(order: Booking, *, start: datetime, reason: str, photos: Sequence[UploadedFile], actor: Actor, now: datetime) -> Redo:
    """Ask for a finished order to be done again: the free order is there at once. Locks the first order, then the worker.

    Raises NotFound, Forbidden, Invalid, OutOfWarranty, RedoOpen, SlotTaken, Busy.
    """
    require(actor, "create", Redo(first=order))
    said = checked_words(reason, name="reason", least=2, most=LONGEST)
    if not 1 <= len(photos) <= MOST_PHOTOS:
        raise Invalid(fields={"photos": [f"传 1 到 {MOST_PHOTOS} 张没做好的地方的照片。"]})
    with transaction.atomic():
        first = locked(order)
        require_warranty(first, now)
        if open_redo(first) is not None:
            raise RedoOpen
        at = checked_start(start, now)
        if at not in free_starts(first, now=now):
            raise SlotTaken(reasons=["free"])
        stored = receive_photos(photos, most=MOST_PHOTOS, actor=actor, purpose="redo", now=now)
        made = _order_again(first, at, said, now)
        row = Redo.objects.create(first=first, booking=made, reason=said, photos=stored, created_at=now, changed_at=now)
        record(actor, function="redo.ask", obj=row, detail={"first": first.number, "order": made.number}, now=now)
        publish(REDO_ASKED, key=f"booking:{first.pk}", redo_id=row.pk, booking_id=made.pk)
        return row


def _order_again(first: Booking, start: datetime, reason: str, now: datetime) -> Booking:
    """The free order: with whoever came the first time if he can, else with another of the provider. Raises SlotTaken, Busy."""
    agreed = Agreed(
        customer=first.customer,
        service_type=first.service_type,
        title=f"{first.title}（返工）"[:120],
        contact={"contact_name": first.contact_name, "phone": first.phone, "address": first.address},
        district=first.district,
        lat=first.lat or 0.0,
        lng=first.lng or 0.0,
        needs=f"返工：{reason}"[:500],
        minutes=first.minutes,
        inputs=_nothing(first),
        asked_at=now,
        agreed_at=now,
        channel=first.channel,
        listing_id=first.listing_id,
        preferences=first.preferences,
    )
    side = Side(first.enterprise_id, first.provider_id)
    came = Assignment.objects.filter(visit__booking=first).exclude(status=AssignmentStatus.RELEASED).order_by("pk").values_list("worker_id", flat=True)
    for workers in ([number for number in came[:1] if number in of_booking(first)], of_booking(first)):
        try:
            if workers:
                return place_ahead(agreed, side, workers=workers, start=start, actor=CENTRE, now=now)
        except SlotTaken:
            continue
    raise SlotTaken(reasons=["free"])


def _nothing(first: Booking) -> dict[str, Any]:
    """The price of nothing, with a line that says why."""
    return {
        "label": FREE,
        "unit": "visit",
        "unit_label": f"元，订单 {first.number} 在保修期里",
        "price_fen": 0,
        "minutes": first.minutes,
        "amount": 1,
        "complexity": WHOLE,
        "night_minutes": 0,
        "night_share": 0,
        "holiday_share": 0,
    }


def object_to_redo(row: Redo, *, actor: Actor, now: datetime, note: str) -> Redo:
    """The provider says why it was done well; the network centre looks at it. Raises NotFound, Forbidden, Invalid, IllegalTransition."""
    require(actor, "reply", row)
    return _stepped(row, "object", "objection", note, REDO_OBJECTED, actor=actor, now=now)


def uphold_redo(row: Redo, *, actor: Actor, now: datetime, note: str) -> Redo:
    """The centre has looked: it is done again. Raises Forbidden, Invalid, IllegalTransition."""
    _by_another(row, actor)
    return _stepped(row, "uphold", "finding", note, REDO_DECIDED, actor=actor, now=now)


def refuse_redo(row: Redo, *, actor: Actor, now: datetime, note: str) -> Redo:
    """The centre has looked: it is not; the free order ends, its time is free. Raises Forbidden, Invalid, IllegalTransition."""
    _by_another(row, actor)
    with transaction.atomic():
        done = _stepped(row, "refuse", "finding", note, REDO_DECIDED, actor=actor, now=now)
        order = locked(done.booking)
        if order.state in OPEN:
            bookings.cancel(order, actor=CENTRE, now=now, fee_fen=bookings.cancel_fee(order, now=now).fen)
        return done


def _by_another(row: Redo, actor: Actor) -> None:
    require(actor, "decide", row)
    if SYSTEM_ROLE not in actor.roles and row.access_scopes(actor):
        raise Forbidden(audit={"function": "redo.decide", "object": row})


def _stepped(row: Redo, event: str, field: str, note: str, tells: Any, *, actor: Actor, now: datetime) -> Redo:
    said = checked_words(note, name="note", least=2, most=LONGEST)
    with transaction.atomic():
        kept = move(row, event, actor=actor, now=now, note=said)
        setattr(kept, field, said)
        kept.changed_at = now
        kept.save(update_fields=[field, "changed_at"])
        publish(tells, key=f"booking:{kept.first_id}", redo_id=kept.pk, booking_id=kept.booking_id)
    return Redo.objects.with_names().get(pk=kept.pk)


def open_photo(row: Redo, place: int, *, actor: Actor, now: datetime) -> PrivateFile:
    """A photo of a redo that the actor may read; who opened it is audited. Raises NotFound, Forbidden."""
    require(actor, "read", row)
    found = PrivateFile.objects.filter(pk=row.photos[place - 1]).first() if 1 <= place <= len(row.photos) else None
    if found is None:
        raise NotFound
    record(actor, function="media.open_private", obj=found, now=now)
    return found
