"""The thread of an order as each side reads it."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from core.access import ALL, Actor, scopes
from marketplace.bookings.models import Booking, Message, Thread
from marketplace.bookings.parameters import TALK_DAYS
from marketplace.bookings.states import OPEN, TalkSide

PAGE_SIZE = 50
SIDES = (("o", TalkSide.FAMILY), ("j", TalkSide.WORKER), ("t", TalkSide.PROVIDER))


def sides_of(booking: Booking, actor: Actor) -> list[TalkSide]:
    """For whom the actor may speak about this order; staff who only read speak for nobody. At most one query."""
    allowed, mine = scopes(actor, "create", Message.access_resource), booking.access_scopes(actor)
    held = mine if ALL in allowed else allowed & mine
    return [side for letter, side in SIDES if letter in held]


def talk_ends(booking: Booking, now: datetime) -> datetime | None:
    """Until when something may be said about an order that has ended; nothing for one that goes on."""
    ended = booking.ended_at or (booking.until if booking.is_over(now) else None)
    if ended is None:
        return None if booking.state in OPEN else booking.changed_at
    return ended + timedelta(days=TALK_DAYS.at(now))


def is_open(booking: Booking, now: datetime) -> bool:
    """Whether something may be said: from the placed order until some days after its end."""
    ends = talk_ends(booking, now)
    return booking.placed_at is not None and (ends is None or now <= ends)


def page_of(booking: Booking, *, before: int | None = None, size: int = PAGE_SIZE) -> list[Message]:
    """So many messages and one more, the latest first. One query."""
    rows: QuerySet[Message] = Message.objects.filter(booking=booking)
    return list((rows.filter(pk__lt=before) if before is not None else rows).order_by("-pk")[: size + 1])


def thread_of(booking: Booking) -> Thread:
    """How far the sides have read; nothing yet where nothing was said. One query."""
    return Thread.objects.filter(booking=booking).first() or Thread(booking=booking)


def unread(booking: Booking, side: str) -> int:
    """How many messages of the others a side has not seen. Two queries at most."""
    mark = Thread.objects.filter(booking=booking).values_list(f"{side}_read", flat=True).first()
    return 0 if mark is None else Message.objects.filter(booking=booking, pk__gt=mark).exclude(side=side).count()


def said_by(message: Message, booking: Booking) -> str:
    """Who said it, as everybody reads it."""
    return booking.contact_name if message.side == TalkSide.FAMILY else message.called
