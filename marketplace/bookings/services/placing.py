"""Placing an order: the time is kept while the price is read, then the price is accepted (BKG-03, X-BK-04, PRI-06).

`hold` finds somebody who is free, keeps his time for fifteen minutes and writes the quote; `accept_quote` makes an order of it:
`assigned` at once, or `requested` with the time kept until the provider answers (X-BK-05). Nobody pays a price he has not accepted.
"""

import secrets
from collections.abc import Mapping, Sequence
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
from marketplace.bookings import covers
from marketplace.bookings.availability import Place
from marketplace.bookings.cancelling import terms_of
from marketplace.bookings.errors import HoldIsOver, NotBookable, TooManyOpen, TotalChanged
from marketplace.bookings.events import BOOKING_ACCEPTED, BOOKING_REQUESTED
from marketplace.bookings.models import Booking, Guest, Visit
from marketplace.bookings.parameters import GUEST_ORDERS, HOLD_MINUTES, OPEN_ORDERS
from marketplace.bookings.queries.homes import preferences_of
from marketplace.bookings.queries.providers import of_listing
from marketplace.bookings.services.checking import Contact, checked_needs, checked_start
from marketplace.bookings.services.composing import Composed, Further, compose
from marketplace.bookings.services.finding import Wanted, lead, take
from marketplace.bookings.services.keeping import locked, require_in_time, step, taken_by, visit_of
from marketplace.bookings.services.occupying import release, settle
from marketplace.bookings.services.processes import copy_process
from marketplace.bookings.services.quoting import answer, open_quote, rate_of, write_quote
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
    cover: str = ""
    answers: Mapping[str, int] | None = None
    also: Sequence[Further] = ()
    addons: Sequence[int] = ()

    @property
    def place(self) -> Place:
        """Where it is: the point that was given, else the middle of the district."""
        known = self.lat is not None and self.lng is not None
        return Place(self.lat if known else self.district.lat, self.lng if known else self.district.lng, self.district.pk)

    def composed(self, listing: Listing, now: datetime) -> Composed:
        """The visit that it makes of an offer. Raises Invalid, NotBookable."""
        return compose(listing, now=now, minutes=self.minutes, amount=self.amount, answers=self.answers, also=self.also, addons=self.addons)


@retried
def hold(listing: Listing, wish: Wish, *, actor: Actor, now: datetime) -> Booking:
    """Keep the time of those who come and write the quote; a hold that the same person had is given up. Locks the person and the workers.

    Raises Unauthenticated, PhoneNotProven, Forbidden, Invalid, NotBookable, TooManyOpen, SlotTaken, Busy, and what a cover raises.
    """
    require_proven(actor)
    require(actor, "create", Booking)
    with transaction.atomic():
        # Two holds of one person at the same moment come one after the other.
        User.objects.select_for_update(no_key=True).get(pk=actor.principal_id)
        give_up_hold(actor=actor, now=now)
        require_room(actor.principal_id or 0, now)
        return hold_time(listing, wish, actor=actor, now=now)


def hold_time(listing: Listing, wish: Wish, *, actor: Actor, now: datetime, until: datetime | None = None) -> Booking:
    """Keep the time of those who come, and write the quote. With `until` it is an offer to who waits in line.

    Inside the caller's transaction, under the lock of the person. Raises Invalid, NotBookable, SlotTaken, Busy.
    """
    visit_wanted = wish.composed(listing, now)
    able = of_listing(listing)
    if not able:
        raise NotBookable
    booking, visit = _write(listing, wish, visit_wanted, actor, now, until)
    must = (wish.worker_id,) if wish.worker_id is not None else ()
    workers = able if visit_wanted.hands > 1 else [number for number in able if number in must or not must]
    job = visit_wanted.job(wish.place)
    lead(visit, take(visit, Wanted(workers, job, wish.start, AssignmentStatus.HELD, booking.until, must=must), now=now))
    inputs = covers.covered(visit_wanted.inputs(wish.start), wish.cover, booking, actor=actor, now=now)
    inputs |= for_quote(booking.customer_id, timezone.localdate(now))
    quote = write_quote(booking, inputs, valid_until=booking.until or now, now=now)
    Booking.objects.filter(pk=booking.pk).update(rate_fen=rate_of(inputs, quote.total_fen))
    record(actor, function="booking.hold", obj=booking, detail={"listing": listing.pk, "start": wish.start.isoformat()}, now=now)
    return booking


def give_up_hold(*, actor: Actor, now: datetime) -> None:
    """End the hold that somebody has, if he has one; inside the caller's transaction."""
    for row in Booking.objects.filter(customer_id=actor.principal_id, state=BookingState.HELD, offered=False).select_for_update():
        release(taken_by(visit_of(row)))
        move(row, "expire", actor=system_actor("job", "另选了时间"), now=now)
        Booking.objects.filter(pk=row.pk).update(ended_at=now, changed_at=now)


def require_room(person: int, now: datetime) -> None:
    """Refuse another order to who has as many open as may be. Raises TooManyOpen."""
    most = GUEST_ORDERS if Guest.objects.filter(user_id=person).exists() else OPEN_ORDERS
    if Booking.objects.filter(customer_id=person).still_open(now).count() >= most.at(now):
        raise TooManyOpen


def _write(listing: Listing, wish: Wish, wanted: Composed, actor: Actor, now: datetime, until: datetime | None) -> tuple[Booking, Visit]:
    start = checked_start(wish.start, now)
    alternatives = [checked_start(moment, now) for moment in wish.alternatives]
    if len(alternatives) > MOST_ALTERNATIVES:
        raise Invalid(fields={"alternatives": [f"最多再写 {MOST_ALTERNATIVES} 个时间。"]})
    place = wish.place
    booking = Booking.objects.create(
        number=fresh_number(now),
        channel=actor.channel if actor.channel in Channel.values else Channel.WEB,
        until=until or now + timedelta(minutes=HOLD_MINUTES.at(now)),
        offered=until is not None,
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
        minutes=wanted.minutes,
        hands=wanted.hands,
        answers=dict(wanted.plan.answers),
        parts=wanted.kept(),
        alternatives=alternatives,
        instant=wanted.rule.instant,
        terms={**terms_of(wanted.policy()), "answer_minutes": wanted.rule.answer_minutes},
        created_at=now,
        changed_at=now,
    )
    visit = Visit.objects.create(booking=booking, starts_at=start, minutes=wanted.minutes, code=f"{secrets.randbelow(10_000):04d}")
    copy_process(booking, [part.listing.service_type for part in wanted.parts if part.listing.service_type])
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

    Raises NotFound, Forbidden, HoldIsOver, TotalChanged, IllegalTransition, and what a cover raises.
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
        if row.state == BookingState.HELD:
            covers.take(quote, row, actor=actor, now=now)
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
