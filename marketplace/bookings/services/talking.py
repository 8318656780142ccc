"""What family, provider and worker say about an order (BKG-17): short, without numbers, never taken back."""

from datetime import datetime, timedelta

from django.db import transaction

from core.access import Actor, require
from core.audit.services import record
from core.contacts import NO_CONTACTS, has_contact
from core.errors import Invalid, NotFound, RateLimited
from core.outbox import publish
from core.texts import CONTROL
from marketplace.bookings.errors import TalkIsOver
from marketplace.bookings.events import BOOKING_SAID
from marketplace.bookings.models import LONGEST_MESSAGE, Booking, Message, Thread
from marketplace.bookings.parameters import MESSAGES_AN_HOUR
from marketplace.bookings.queries.talking import is_open, sides_of
from marketplace.bookings.services.keeping import locked
from marketplace.bookings.shown import crew
from marketplace.bookings.states import TalkSide

HOUR = timedelta(hours=1)


def say(booking: Booking, *, text: str, actor: Actor, now: datetime, side: str = "") -> Message:
    """Say something as one of one's sides, the first one unless named. Locks the order.

    Raises NotFound, Forbidden, Invalid, TalkIsOver, RateLimited.
    """
    require(actor, "create", Message(booking=booking))
    tidy = _checked(text)
    with transaction.atomic():
        row = locked(booking)
        held = [one for one in sides_of(row, actor) if side in ("", one)]
        if not held or actor.user_id is None:
            # Somebody else has been sent in the meantime.
            raise NotFound
        if not is_open(row, now):
            raise TalkIsOver
        _require_calm(row, actor, now)
        called = _called(row, held[0], actor.user_id)
        message = Message.objects.create(booking=row, side=held[0], author_id=actor.user_id, called=called, text=tidy, at=now)
        Thread.objects.get_or_create(booking=row)
        record(actor, function="booking.say", obj=row, detail={"message": message.pk, "side": held[0]}, now=now)
        publish(BOOKING_SAID, key=f"booking:{row.pk}", booking_id=row.pk, message_id=message.pk)
        return message


def _checked(text: str) -> str:
    tidy = text.strip().replace("\r\n", "\n")
    if not 1 <= len(tidy) <= LONGEST_MESSAGE or CONTROL.search(tidy):
        raise Invalid(fields={"text": [f"1 到 {LONGEST_MESSAGE} 个字，现在 {len(tidy)} 个。"]})
    if has_contact(tidy):
        raise Invalid(fields={"text": [NO_CONTACTS]})
    return tidy


def _require_calm(row: Booking, actor: Actor, now: datetime) -> None:
    """Counted under the order's lock, from the messages themselves."""
    if Message.objects.filter(booking=row, author_id=actor.user_id, at__gt=now - HOUR).count() >= MESSAGES_AN_HOUR.at(now):
        raise RateLimited("说得太快了，歇一歇再说。", retry_after=int(HOUR.total_seconds()))


def _called(row: Booking, side: TalkSide, user_id: int | None) -> str:
    if side == TalkSide.FAMILY:
        return ""
    rows = crew(row)
    who = next((one for one in rows if one.worker.user_id == user_id), rows[0] if rows else None)
    return (who.worker.called if side == TalkSide.WORKER and who else row.provider_name)[:40]


def mark_read(booking: Booking, *, side: str, up_to: int, actor: Actor) -> None:
    """Note how far a side has read; never backwards. One statement. Raises NotFound, Forbidden."""
    require(actor, "read", Message(booking=booking))
    if side in sides_of(booking, actor):
        field = f"{side}_read"
        Thread.objects.filter(booking=booking, **{f"{field}__lt": up_to}).update(**{field: up_to})
