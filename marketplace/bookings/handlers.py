"""Who is told what, on the events of orders: a notice in the portal, and an SMS where somebody has to act or to open a door."""

from django.urls import reverse

from core import clock
from core.access import system_actor
from core.outbox import Delivery, deliver, on
from marketplace.bookings.events import (
    BOOKING_ACCEPTED,
    BOOKING_CANCELLED,
    BOOKING_EXPIRED,
    BOOKING_MOVED,
    BOOKING_REASSIGNED,
    BOOKING_REFUSED,
    BOOKING_REQUESTED,
    BOOKING_SAID,
    BOOKING_WITHDRAWN,
    TIME_FREED,
    WAITING_ENDED,
    WAITING_OFFERED,
)
from marketplace.bookings.models import Assignment, Booking, Message, Waiting, WaitingOffer
from marketplace.bookings.queries.guests import is_told_by_sms, number_of
from marketplace.bookings.queries.talking import said_by
from marketplace.bookings.queries.waiting import lines_of, lines_touched
from marketplace.bookings.services import join_orders, leave_line, offer_due
from marketplace.bookings.services.waiting import note_answer
from marketplace.bookings.states import AssignmentStatus, BookingState, TalkSide, WaitingState
from marketplace.bookings.telling import FOR_FAMILY, FOR_PROVIDER, FOR_SPOKEN, FOR_WORKER, Words, offer_of, said_of, spoken_of
from marketplace.workers.events import WORKER_APPROVED, WORKER_CALENDAR_CHANGED, WORKER_CHANGED
from marketplace.workers.models import Worker
from members.events import PHONE_PROVEN
from members.models import User
from members.queries import by_phone, running
from notifications.services import notify, send_sms

EVENTS = sorted({*FOR_FAMILY, *FOR_PROVIDER, *FOR_WORKER})


@on(*EVENTS)
def tell(delivery: Delivery) -> None:
    """Tell the family, the provider and whoever comes, each in the words of its side."""
    row = Booking.objects.with_names().filter(pk=delivery.ids["booking_id"]).first()
    if row is None or row.placed_at is None:
        # What was only held is nobody's news.
        return
    spoken = is_told_by_sms(row) and tell_by_sms(row, delivery.event)
    for table, people, url in (
        (FOR_FAMILY, [row.customer_id], reverse("bookings:order", args=[row.number])),
        (FOR_PROVIDER, _provider(row), reverse("bookings:provider-order", args=[row.number])),
        (FOR_WORKER, _workers(row), reverse("bookings:visit", args=[row.number])),
    ):
        if (words := table.get(delivery.event)) and people:
            _tell(row, words, people, url, sms=words.sms and not (spoken and table is FOR_FAMILY))


@on(PHONE_PROVEN)
def join(delivery: Delivery) -> None:
    """Orders that came from a number are whose it has proven to be."""
    user = User.objects.filter(pk=delivery.ids["user_id"]).first()
    if user is not None:
        join_orders(user, actor=system_actor("event"), now=clock.now())


@on(BOOKING_REQUESTED, BOOKING_ACCEPTED)
def join_late(delivery: Delivery) -> None:
    """An order that was placed while its number was being proven."""
    row = Booking.objects.select_related("customer__guest").filter(pk=delivery.ids["booking_id"]).first()
    guest = getattr(row.customer, "guest", None) if row is not None else None
    member = by_phone(guest.phone) if guest is not None else None
    if member is not None:
        join_orders(member, actor=system_actor("event"), now=clock.now())


def tell_by_sms(row: Booking, event: str) -> bool:
    """Tell whoever ordered by telephone or SMS, with everything that he needs to know; whether there was something to say."""
    template, phone = FOR_SPOKEN.get(event, ""), number_of(row.customer)
    if not template or not phone:
        return False
    send_sms(phone=phone, template=template, params=spoken_of(row), actor=system_actor("job", "订单"), now=clock.now())
    return True


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


ENDS = {BOOKING_ACCEPTED.name: "booked", BOOKING_REQUESTED.name: "booked", BOOKING_CANCELLED.name: "declined", BOOKING_EXPIRED.name: "lapsed"}


@on(BOOKING_ACCEPTED, BOOKING_REQUESTED, BOOKING_CANCELLED, BOOKING_EXPIRED)
def answer_offer(delivery: Delivery) -> None:
    """What became of the time that was kept for somebody in line; who booked otherwise what he waits for here waits no more."""
    row = Booking.objects.filter(pk=delivery.ids["booking_id"]).first()
    if row is None or note_answer(row, ENDS[delivery.event], now=clock.now()) or ENDS[delivery.event] != "booked":
        return
    for waiting in Waiting.objects.filter(customer_id=row.customer_id, service_type_id=row.service_type_id, state=WaitingState.WAITING, listing=row.listing):
        leave_line(waiting, actor=system_actor("job", "约上了"), now=clock.now())


@deliver(BOOKING_CANCELLED, BOOKING_EXPIRED, BOOKING_MOVED, BOOKING_REASSIGNED, BOOKING_REFUSED, BOOKING_WITHDRAWN)
def offer_freed(delivery: Delivery) -> None:
    """Time has come free and is kept for the line: it is offered to those in line, each in a transaction of its own (so this is no part of the drain's)."""
    row = Booking.objects.select_related("provider").filter(pk=delivery.ids["booking_id"]).first()
    if row is not None:
        workers = Assignment.objects.filter(visit__booking=row).values_list("worker_id", flat=True)
        offer_due(now=clock.now(), lines=lines_touched(row), freed=set(workers))


@deliver(TIME_FREED)
def offer_time(delivery: Delivery) -> None:
    """The same for time that no order's end tells of: a hold that was given up for another time, whole days of an engagement."""
    worker = Worker.objects.filter(pk=delivery.ids["worker_id"]).first()
    if worker is not None:
        offer_due(now=clock.now(), lines=lines_of(worker.enterprise_id, worker.user_id), freed=[worker.pk])


@deliver(WORKER_CALENDAR_CHANGED, WORKER_CHANGED, WORKER_APPROVED)
def offer_opened(delivery: Delivery) -> None:
    """Somebody works at other hours now, or does something else: what is free is offered."""
    worker = Worker.objects.filter(pk=delivery.ids["worker_id"]).first()
    if worker is not None and (lines := lines_of(worker.enterprise_id, worker.user_id)):
        offer_due(now=clock.now(), lines=lines)


@on(WAITING_OFFERED)
def tell_offer(delivery: Delivery) -> None:
    """It is somebody's turn: a notice, and an SMS with the way to the price."""
    offer = WaitingOffer.objects.filter(pk=delivery.ids["offer_id"], ended_at=None).first()
    row = Booking.objects.with_names().filter(pk=delivery.ids["booking_id"], state=BookingState.HELD).first()
    if offer is None or row is None:
        return
    words, said = offer_of(row), clock.now()
    notify(
        user_ids=[row.customer_id],
        title=f"轮到你了：{row.title}"[:120],
        body="{when}，{price} 元，给你留到 {until}。".format_map(words),
        url=words["path"],
        now=said,
    )
    if phone := number_of(row.customer):
        send_sms(phone=phone, template="waiting_offer", params=words, actor=system_actor("job", "排队"), now=said)


@on(WAITING_ENDED)
def tell_end_of_waiting(delivery: Delivery) -> None:
    """Nothing came free in the days that somebody asked for, or he never answered."""
    row = Waiting.objects.select_related("service_type").filter(pk=delivery.ids["waiting_id"], state=WaitingState.OVER).first()
    if row is not None:
        title, text = f"没等到：{row.service_type.name}", "你要的那几天没有空出来。换几天再排，或者看看别家。"
        notify(user_ids=[row.customer_id], title=title, body=text, url=reverse("bookings:waiting"), now=clock.now())


def _who_goes(row: Booking) -> list[int]:
    """Whoever comes; the self-employed also while nothing is fixed."""
    return sorted({*_workers(row), *(_provider(row) if row.provider else [])})


def _tell(row: Booking, words: Words, people: list[int], url: str, *, sms: bool) -> None:
    title, body = said_of(row, words)
    notify(user_ids=people, title=title, body=body, url=url, now=clock.now(), sms=sms, actor=system_actor("job", "订单"))


def _provider(row: Booking) -> list[int]:
    if row.provider is not None:
        return [row.provider.user_id] if row.provider.user_id else []
    goes = Assignment.objects.filter(visit__booking=row, worker__outlet__isnull=False).exclude(status=AssignmentStatus.RELEASED)
    outlets = goes.order_by("worker__outlet").values_list("worker__outlet__organisation_id", flat=True).distinct()
    places = [row.enterprise.organisation_id if row.enterprise else None, *outlets]
    return list(dict.fromkeys(user for place in places for user in running(place, now=clock.now())))


def _workers(row: Booking) -> list[int]:
    rows = Assignment.objects.filter(visit__booking=row, status=AssignmentStatus.FIXED, worker__user__isnull=False)
    return list(rows.values_list("worker__user_id", flat=True))
