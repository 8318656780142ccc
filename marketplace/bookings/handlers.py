"""Who is told what, on the events of orders: a notice in the portal, and an SMS where somebody has to act or to open a door."""

from django.urls import reverse

from core import clock
from core.access import system_actor
from core.outbox import Delivery, on
from marketplace.bookings.events import BOOKING_SAID
from marketplace.bookings.models import Assignment, Booking, Message
from marketplace.bookings.queries.talking import said_by
from marketplace.bookings.states import AssignmentStatus, TalkSide
from marketplace.bookings.telling import FOR_FAMILY, FOR_PROVIDER, FOR_WORKER, Words, said_of
from members.queries import running
from notifications.services import notify

EVENTS = sorted({*FOR_FAMILY, *FOR_PROVIDER, *FOR_WORKER})


@on(*EVENTS)
def tell(delivery: Delivery) -> None:
    """Tell the family, the provider and whoever comes, each in the words of its side."""
    row = Booking.objects.with_names().filter(pk=delivery.ids["booking_id"]).first()
    if row is None or row.placed_at is None:
        # What was only held is nobody's news.
        return
    for table, people, url in (
        (FOR_FAMILY, [row.customer_id], reverse("bookings:order", args=[row.number])),
        (FOR_PROVIDER, _provider(row), reverse("bookings:provider-order", args=[row.number])),
        (FOR_WORKER, _workers(row), reverse("bookings:visit", args=[row.number])),
    ):
        if (words := table.get(delivery.event)) and people:
            _tell(row, words, people, url)


@on(BOOKING_SAID)
def tell_message(delivery: Delivery) -> None:
    """A notice to everybody of the other sides, leading each to the thread on his own pages."""
    message = Message.objects.filter(pk=delivery.ids["message_id"]).first()
    row = Booking.objects.with_names().filter(pk=delivery.ids["booking_id"]).first()
    if message is None or row is None:
        return
    told = {message.author_id}
    for side, people, page in (
        (TalkSide.FAMILY, [row.customer_id], "bookings:messages"),
        (TalkSide.WORKER, _who_goes(row), "bookings:visit-messages"),
        (TalkSide.PROVIDER, _provider(row) if row.enterprise else [], "bookings:provider-messages"),
    ):
        fresh = [person for person in people if person not in told]
        told |= set(fresh)
        if side != message.side and fresh:
            title = f"{said_by(message, row)}给你留言：{row.title}"
            notify(user_ids=fresh, title=title[:120], body=message.text, url=reverse(page, args=[row.number]), now=clock.now())


def _who_goes(row: Booking) -> list[int]:
    """Whoever comes; the self-employed also while nothing is fixed."""
    return sorted({*_workers(row), *(_provider(row) if row.provider else [])})


def _tell(row: Booking, words: Words, people: list[int], url: str) -> None:
    title, body = said_of(row, words)
    notify(user_ids=people, title=title, body=body, url=url, now=clock.now(), sms=words.sms, actor=system_actor("job", "订单"))


def _provider(row: Booking) -> list[int]:
    if row.provider is not None:
        return [row.provider.user_id] if row.provider.user_id else []
    place = row.enterprise.organisation_id if row.enterprise else None
    return running(place, now=clock.now())


def _workers(row: Booking) -> list[int]:
    rows = Assignment.objects.filter(visit__booking=row, status=AssignmentStatus.FIXED, worker__user__isnull=False)
    return list(rows.values_list("worker__user_id", flat=True))
