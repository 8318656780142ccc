"""Placing an order: the time is kept while the price is read, then the price is accepted (BKG-03, X-BK-04, PRI-06).

`hold` finds somebody who is free, keeps his time for fifteen minutes and writes the quote; `accept_quote` makes an order of it:
`assigned` at once, or `requested` with the time kept until the provider answers (X-BK-05). Nobody pays a price he has not accepted.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.access import Actor, require, require_proven, system_actor
from core.audit.services import record
from core.errors import IllegalTransition, Invalid
from core.models import District
from core.retries import retried
from core.states import move
from marketplace.bookings.availability import Job, Place, Rule, rule_of
from marketplace.bookings.availability.rules import policy_of
from marketplace.bookings.cancelling import terms_of
from marketplace.bookings.errors import HoldIsOver, NotBookable, TooManyOpen, TotalChanged
from marketplace.bookings.events import BOOKING_ACCEPTED, BOOKING_REQUESTED
from marketplace.bookings.models import Booking, ChecklistItem, Guest, Visit
from marketplace.bookings.parameters import GUEST_ORDERS, HOLD_MINUTES, OPEN_ORDERS
from marketplace.bookings.queries.homes import preferences_of
from marketplace.bookings.queries.providers import is_bookable, of_listing
from marketplace.bookings.services.checking import Contact, checked_amount, checked_needs, checked_start
from marketplace.bookings.services.finding import Wanted, take
from marketplace.bookings.services.keeping import locked, require_in_time, step, taken_by, visit_of
from marketplace.bookings.services.occupying import release, settle
from marketplace.bookings.services.quoting import answer, inputs_of, minutes_for, open_quote, rate_of, write_quote
from marketplace.bookings.states import AssignmentStatus, BookingState, Channel, QuoteState
from marketplace.levels.queries import for_quote
from marketplace.listings.models import Listing
from marketplace.workers.models import Worker
from members.models import User

MOST_ALTERNATIVES = 3
# A quick answer is no use after the visit should have begun.
LAST_ANSWER = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a family wants: when, how long or how much, where, for whom, what to know."""

    start: datetime
    district: District
    contact: Contact
    minutes: int | None = None
    amount: int = 1
    lat: float | None = None
    lng: float | None = None
    needs: str = ""
    alternatives: Sequence[datetime] = ()
    worker_id: int | None = None

    @property
    def place(self) -> Place:
        """Where it is: the point that was given, else the middle of the district."""
        return Place(self.district.lat, self.district.lng) if self.lat is None or self.lng is None else Place(self.lat, self.lng)


@retried
def hold(listing: Listing, wish: Wish, *, actor: Actor, now: datetime) -> Booking:
    """Keep somebody's time and write the quote; a hold that the same person had is given up. Locks the person and the worker.

    Raises Unauthenticated, PhoneNotProven, Forbidden, Invalid, NotBookable, TooManyOpen, SlotTaken, Busy.
    """
    require_proven(actor)
    require(actor, "create", Booking)
    if not is_bookable(listing):
        raise NotBookable
    rule = rule_of(listing.service_type_id or 0)
    minutes = minutes_for(unit_code=listing.unit.code, rule=rule, minutes=wish.minutes, amount=checked_amount(wish.amount))  # type: ignore[union-attr]
    start = checked_start(wish.start, now)
    able = of_listing(listing)
    if not able:
        raise NotBookable
    with transaction.atomic():
        # Two holds of one person at the same moment come one after the other.
        User.objects.select_for_update(no_key=True).get(pk=actor.principal_id)
        give_up_hold(actor=actor, now=now)
        _require_room(actor, now)
        booking, visit = _write(listing, wish, rule, minutes, start, actor, now)
        workers = [number for number in able if wish.worker_id in (None, number)]
        job = Job(booking.service_type_id, rule, minutes, wish.place)
        take(visit, Wanted(workers, job, start, AssignmentStatus.HELD, booking.until), now=now)
        inputs = inputs_of(unit=listing.unit, price_fen=listing.price_fen or 0, rule=rule, start=start, minutes=minutes, amount=wish.amount)  # type: ignore[arg-type]
        inputs |= for_quote(actor.principal_id, timezone.localdate(now))
        quote = write_quote(booking, inputs, valid_until=booking.until or now, now=now)
        Booking.objects.filter(pk=booking.pk).update(rate_fen=rate_of(inputs, quote.total_fen))
        record(actor, function="booking.hold", obj=booking, detail={"listing": listing.pk, "start": start.isoformat()}, now=now)
    return booking


def give_up_hold(*, actor: Actor, now: datetime) -> None:
    """End the hold that somebody has, if he has one; inside the caller's transaction."""
    for row in Booking.objects.filter(customer_id=actor.principal_id, state=BookingState.HELD).select_for_update():
        release(taken_by(visit_of(row)))
        move(row, "expire", actor=system_actor("job", "另选了时间"), now=now)
        Booking.objects.filter(pk=row.pk).update(ended_at=now, changed_at=now)


def _require_room(actor: Actor, now: datetime) -> None:
    person = actor.principal_id or 0
    most = GUEST_ORDERS if Guest.objects.filter(user_id=person).exists() else OPEN_ORDERS
    if Booking.objects.filter(customer_id=person).still_open(now).count() >= most.at(now):
        raise TooManyOpen


def _write(listing: Listing, wish: Wish, rule: Rule, minutes: int, start: datetime, actor: Actor, now: datetime) -> tuple[Booking, Visit]:
    alternatives = [checked_start(moment, now) for moment in wish.alternatives]
    if len(alternatives) > MOST_ALTERNATIVES:
        raise Invalid(fields={"alternatives": [f"最多再写 {MOST_ALTERNATIVES} 个时间。"]})
    service_type, place = listing.service_type, wish.place
    booking = Booking.objects.create(
        number=fresh_number(now),
        channel=actor.channel if actor.channel in Channel.values else Channel.WEB,
        until=now + timedelta(minutes=HOLD_MINUTES.at(now)),
        customer_id=actor.principal_id or 0,
        listing=listing,
        service_type_id=listing.service_type_id or 0,
        enterprise=listing.enterprise,
        provider=None if listing.enterprise_id else Worker.objects.get(user_id=listing.author_id or 0, enterprise=None),
        title=listing.title,
        **wish.contact.checked(),
        district=wish.district,
        lat=place.lat,
        lng=place.lng,
        needs=checked_needs(wish.needs),
        preferences=preferences_of(actor.user_id),
        starts_at=start,
        minutes=minutes,
        alternatives=alternatives,
        instant=rule.instant,
        terms={**terms_of(policy_of(rule)), "answer_minutes": rule.answer_minutes},
        created_at=now,
        changed_at=now,
    )
    visit = Visit.objects.create(booking=booking, starts_at=start, minutes=minutes, code=f"{secrets.randbelow(10_000):04d}")
    steps = service_type.checklist if service_type else []
    ChecklistItem.objects.bulk_create([ChecklistItem(booking=booking, position=place, text=text) for place, text in enumerate(steps, start=1)])
    return booking, visit


def fresh_number(now: datetime) -> str:
    """A number that can be read out: the day and six digits that say nothing of how many there are."""
    while True:
        number = f"{timezone.localdate(now):%y%m%d}{secrets.randbelow(10**6):06d}"
        if not Booking.objects.filter(number=number).exists():
            return number


@retried
def accept_quote(booking: Booking, *, actor: Actor, now: datetime, total_fen: int, how: str = "tap") -> Booking:
    """Accept the price that is asked for; whoever accepts says which sum he saw. Locks the order.

    Raises NotFound, Forbidden, HoldIsOver, TotalChanged, IllegalTransition.
    """
    require(actor, "confirm", booking)
    with transaction.atomic():
        row = locked(booking)
        if row.state not in (BookingState.HELD, BookingState.QUOTED):
            raise IllegalTransition(state=row.state, event="accept_quote", audit={"function": "booking.accept_quote", "object": row})
        require_in_time(row, now)
        quote = open_quote(row)
        if quote is None or quote.valid_until <= now:
            raise HoldIsOver
        if quote.total_fen != total_fen:
            raise TotalChanged
        answer(quote, QuoteState.ACCEPTED, actor=actor, now=now, how=how)
        fields: dict[str, Any] = {"total_fen": quote.total_fen, "placed_at": row.placed_at or now, "rate_fen": rate_of(quote.inputs, quote.total_fen)}
        rows = taken_by(visit_of(row))
        asks = row.state == BookingState.HELD and not row.instant
        until = _answer_until(row, now) if asks else None
        if not rows or not settle(rows, to=AssignmentStatus.RESERVED if asks else AssignmentStatus.FIXED, until=until, now=now):
            raise HoldIsOver
        if asks:
            return step(row, "ask", BOOKING_REQUESTED, actor=actor, now=now, until=until, **fields)
        event = "book" if row.state == BookingState.HELD else "agree"
        return step(row, event, BOOKING_ACCEPTED, actor=actor, now=now, until=None, accepted_at=row.accepted_at or now, **fields)


def _answer_until(row: Booking, now: datetime) -> datetime:
    """Until when the provider may answer: his time, but not beyond half an hour before the visit."""
    return max(now + timedelta(minutes=5), min(now + timedelta(minutes=row.terms.get("answer_minutes", 240)), row.starts_at - LAST_ANSWER))
