"""The waiting list: joining a line, leaving it, and offering free time in turn (X-BK-09).

A line is a service type. Whoever works on it holds the line's lock, so that two who see time come free do not both begin at its head: the
first in line whom a free time suits gets it. The time of an offer is kept like any other (`hold_time`, through `occupy`), so nobody else
can have it, and it ends by the clock. Each offer is a transaction of its own: no line holds a worker's lock while the next is looked for.
What orders let go of is kept for the line until it has been asked here (`services.freeing`).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.access import Actor, require, require_proven, system_actor
from core.audit.services import record
from core.errors import DomainError, Invalid
from core.outbox import publish
from core.retries import retried
from core.states import move
from marketplace.bookings.availability import Slot
from marketplace.bookings.errors import AlreadyInLine, Busy, SlotTaken, TooManyLines
from marketplace.bookings.events import WAITING_ENDED, WAITING_OFFERED
from marketplace.bookings.models import Booking, KeptForLine, Waiting, WaitingOffer
from marketplace.bookings.parameters import OFFER_MINUTES, OFFER_MISSES, WAITING_DAYS, WAITING_MOST
from marketplace.bookings.queries.providers import of_listing
from marketplace.bookings.queries.waiting import offers_for
from marketplace.bookings.services.checking import Contact, checked_needs
from marketplace.bookings.services.finding import free_slots
from marketplace.bookings.services.freeing import hand_over, keep_rest, let_line_go
from marketplace.bookings.services.placing import Wish, hold_time, known_for
from marketplace.bookings.states import WaitingState
from marketplace.listings.models import Listing
from members.models import User

LAST_ANSWER = timedelta(minutes=30)
MOST_TRIED = 3
SYSTEM = system_actor("job", "排队")


@dataclass(frozen=True, slots=True)
class Window:
    """The days and the hours (minutes of the day) between which somebody could have the service begin."""

    first_day: date
    last_day: date
    from_minute: int
    to_minute: int

    def checked(self, now: datetime) -> "Window":
        """The same. Raises Invalid naming the fields."""
        today, most = timezone.localdate(now), WAITING_DAYS.at(now)
        problems: dict[str, list[str]] = {}
        if self.first_day < today or self.last_day > today + timedelta(days=most):
            problems["first_day"] = [f"选今天起 {most} 天以内的日子。"]
        if self.last_day < self.first_day:
            problems["last_day"] = ["最后一天要在第一天以后。"]
        if not 0 <= self.from_minute < self.to_minute <= 24 * 60:
            problems["to_minute"] = ["结束的钟点要比开始的晚。"]
        if problems:
            raise Invalid(fields=problems)
        return self


def join_line(listing: Listing, wish: Wish, window: Window, *, anybody: bool, actor: Actor, now: datetime) -> Waiting:
    """Stand in the line of a service, for this provider alone or for any (`anybody`); `wish.start` is not read. Locks the person.

    Raises Unauthenticated, PhoneNotProven, Forbidden, Invalid, NotBookable, AlreadyInLine, TooManyLines.
    """
    require_proven(actor)
    require(actor, "create", Waiting)
    window.checked(now)
    wanted = replace(wish, also=(), addons=()).composed(listing, now)
    place = wish.place
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=actor.principal_id)
        if Waiting.objects.in_line().filter(customer_id=actor.principal_id).count() >= WAITING_MOST.at(now):  # type: ignore[attr-defined]
            raise TooManyLines
        try:
            with transaction.atomic():
                row = Waiting.objects.create(
                    customer_id=actor.principal_id or 0,
                    service_type_id=listing.service_type_id or 0,
                    listing=None if anybody else listing,
                    **wish.contact.checked(),
                    district=wish.district,
                    lat=place.lat,
                    lng=place.lng,
                    needs=checked_needs(wish.needs),
                    minutes=wanted.minutes,
                    hands=wanted.hands,
                    amount=wish.amount,
                    answers=dict(wanted.plan.answers),
                    first_day=window.first_day,
                    last_day=window.last_day,
                    from_minute=window.from_minute,
                    to_minute=window.to_minute,
                    joined_at=now,
                )
        except IntegrityError as error:
            raise AlreadyInLine from error
        record(actor, function="waiting.join", obj=row, detail={"listing": row.listing_id, "service_type": row.service_type_id}, now=now)
    return row


def leave_line(row: Waiting, *, actor: Actor, now: datetime) -> Waiting:
    """Wait no more; a time that is kept goes to the next when its order is given up. Raises NotFound, Forbidden, IllegalTransition."""
    require(actor, "cancel", row)
    with transaction.atomic():
        left = move(row, "leave", actor=actor, now=now)
        left.ended_at = now
        left.save(update_fields=["ended_at"])
        publish(WAITING_ENDED, key=f"waiting:{row.pk}", waiting_id=row.pk)
    return left


def offer_due(*, now: datetime, lines: Collection[int] | None = None, freed: Collection[int] = ()) -> int:
    """Offer what is free to those in line, in turn; in these lines (service types) or in all. How many were offered something.

    What was kept for the line before it was asked is let go of then: where not all lines are asked, of the workers in `freed` alone, for
    whom no other line waits. Not inside a transaction.
    """
    kept = KeptForLine.objects.all() if lines is None else KeptForLine.objects.filter(assignment__worker__in=freed)
    known = set(kept.values_list("assignment__worker_id", flat=True))
    waiting = Waiting.objects.filter(state=WaitingState.WAITING)
    if lines is not None:
        waiting = waiting.filter(service_type_id__in=lines)
    asked = [_offer_line(line, now) for line in waiting.order_by("service_type_id").values_list("service_type_id", flat=True).distinct()]
    if known and all(through for _, through in asked):
        let_line_go(known, now=now)
    return sum(offered for offered, _ in asked)


def _offer_line(line: int, now: datetime) -> tuple[int, bool]:
    """How many in this line were offered something, and whether it was asked to its end."""
    offered, after = 0, 0
    try:
        while (found := _next_offer(line, after, now)) is not None:
            offered, after = offered + 1, found
    except Busy:
        # Somebody is booking just then: nobody behind gets it for that, the line is looked at again in a moment.
        return offered, False
    return offered, True


@retried
def _next_offer(line: int, after: int, now: datetime) -> int | None:
    """Offer something to the first in line behind `after` whom something free suits; who that was, nobody when there is none."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT bookings_lock_line(%s)", [line])
        rows = Waiting.objects.filter(state=WaitingState.WAITING, service_type_id=line, pk__gt=after)
        for row in rows.select_related("district", "listing", "service_type").order_by("pk").iterator(chunk_size=100):
            if _offer(row, now):
                return row.pk
    return None


def _offer(row: Waiting, now: datetime) -> bool:
    """Keep the first free time that suits him and that he was not offered before; whether there was one."""
    if row.last_day < timezone.localdate(now):
        return False
    known = set(row.offers.values_list("listing_id", "starts_at"))
    for listing, slot in list(_suiting(row, known, now))[:MOST_TRIED]:
        try:
            with transaction.atomic():
                _keep(row, listing, slot.start, now)
        except SlotTaken:
            continue
        except Busy:
            raise
        except DomainError:
            # Too many open orders, an offer that can no longer be booked: the next in line is asked.
            return False
        return True
    return False


def _suiting(row: Waiting, known: set[tuple[int, datetime]], now: datetime) -> Iterator[tuple[Listing, Slot]]:
    """The free times inside his window, the earliest first. A few queries for each offer that can be meant."""
    first = max(row.first_day, timezone.localdate(now))
    days = [first + timedelta(days=number) for number in range((row.last_day - first).days + 1)]
    found, kept = [], list(KeptForLine.objects.values_list("assignment_id", flat=True))
    for listing in offers_for(row, now=now):
        wanted = _wish(row, now).composed(listing, now)
        slots = free_slots(of_listing(listing), wanted.job(_wish(row, now).place), asked=days, now=now, instead_of=kept)
        fits = (slot for slot in slots if row.suits(slot.start) and (listing.pk, slot.start) not in known and _until(slot.start, now) > now)
        found += [(slot.start, listing.pk, listing, slot) for slot in fits]
    for _, _, listing, slot in sorted(found, key=lambda one: one[:2]):
        yield listing, slot


def _wish(row: Waiting, start: datetime) -> Wish:
    contact = Contact(row.contact_name, row.phone, row.address)
    return Wish(start, row.district, contact, row.minutes, row.amount, row.lat, row.lng, row.needs, answers=row.answers)


def _until(start: datetime, now: datetime) -> datetime:
    return min(now + timedelta(minutes=OFFER_MINUTES.at(now)), start - LAST_ANSWER)


def _keep(row: Waiting, listing: Listing, start: datetime, now: datetime) -> None:
    family, wish, until = replace(SYSTEM, user_id=row.customer_id), _wish(row, start), _until(start, now)
    known = known_for(listing, wish, actor=family, now=now)
    handed = hand_over(known.able, now=now)
    booking = hold_time(listing, wish, known, actor=family, now=now, until=until)
    keep_rest(handed, booking, now=now)
    offer = WaitingOffer.objects.create(waiting=row, booking=booking, listing=listing, starts_at=start, offered_at=now, until=until)
    move(row, "offer", actor=SYSTEM, now=now)
    publish(WAITING_OFFERED, key=f"waiting:{row.pk}", waiting_id=row.pk, offer_id=offer.pk, booking_id=booking.pk)


def note_answer(booking: Booking, end: str, *, now: datetime) -> bool:
    """Write down what became of an offer: `booked`, `declined` or `lapsed`; who did not take it stays in line, unless he never answers.

    Inside the caller's transaction. Whether it was an open offer.
    """
    offer = WaitingOffer.objects.open().select_for_update(of=("self",)).select_related("waiting").filter(booking=booking).first()  # type: ignore[attr-defined]
    if offer is None:
        return False
    offer.end, offer.ended_at = end, now
    offer.save(update_fields=["end", "ended_at"])
    row = Waiting.objects.select_for_update(of=("self",)).get(pk=offer.waiting_id)
    if row.state != WaitingState.OFFERED:
        return True
    if end == "booked":
        _end(row, "book", now)
        return True
    move(row, "pass", actor=SYSTEM, now=now)
    if row.offers.filter(end="lapsed").count() >= OFFER_MISSES.at(now):
        _end(Waiting.objects.get(pk=row.pk), "end", now)
    return True


def end_lines(*, now: datetime, limit: int = 200) -> int:
    """End the waiting of those whose last day is over; how many."""
    rows = Waiting.objects.filter(state=WaitingState.WAITING, last_day__lt=timezone.localdate(now)).order_by("pk")[:limit]
    for row in rows:
        with transaction.atomic():
            if Waiting.objects.select_for_update().get(pk=row.pk).state == WaitingState.WAITING:
                _end(row, "end", now)
    return len(rows)


def _end(row: Waiting, event: str, now: datetime) -> None:
    ended = move(row, event, actor=SYSTEM, now=now)
    ended.ended_at = now
    ended.save(update_fields=["ended_at"])
    publish(WAITING_ENDED, key=f"waiting:{row.pk}", waiting_id=row.pk)
