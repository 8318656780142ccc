"""Placing an order: the time is kept while the price is read, then the price is accepted (BKG-03, X-BK-04, PRI-06).

`hold` finds somebody who is free, keeps his time for fifteen minutes and writes the quote; `accept_quote` makes an order of it:
`assigned` at once, or `requested` with the time kept until the provider answers (X-BK-05). Nobody pays a price he has not accepted.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Exists, OuterRef

from core.access import Actor, require, require_proven, system_actor
from core.audit.services import entry
from core.errors import IllegalTransition, Invalid
from core.models import District
from core.prepared import NUMBER, Prepared
from core.retries import retried
from core.states import moved
from core.writing import Writing
from marketplace.bookings import covers
from marketplace.bookings.availability import Place, Rule
from marketplace.bookings.errors import HoldIsOver, NotBookable, TotalChanged
from marketplace.bookings.events import BOOKING_ACCEPTED, BOOKING_REQUESTED
from marketplace.bookings.models import Assignment, Booking, Quote, Visit, Waiting
from marketplace.bookings.services.checking import Contact, checked_needs, checked_point, checked_start
from marketplace.bookings.services.composing import Composed, Further, compose
from marketplace.bookings.services.finding import Wanted, leader_of, take
from marketplace.bookings.services.freeing import free_for_line
from marketplace.bookings.services.keeping import require_in_time, stepped
from marketplace.bookings.services.knowing import DRAWN, Known, drawn_numbers, know
from marketplace.bookings.services.occupying import SETTLE
from marketplace.bookings.services.processes import process_of
from marketplace.bookings.services.quoting import answer_fields, lines_in, quote_of, rate_of
from marketplace.bookings.states import OCCUPYING, AssignmentStatus, BookingState, Channel, QuoteState, WaitingState
from marketplace.listings.models import Listing
from marketplace.listings.queries.outlets import BIGGEST

MOST_ALTERNATIVES = 3
# A quick answer is no use after the visit should have begun.
LAST_ANSWER = timedelta(minutes=30)
FREE = """
UPDATE bookings_assignment SET status = 'released', until = NULL
WHERE visit_id IN (SELECT id FROM bookings_visit WHERE booking_id = %s) AND status <> 'released'
"""


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
        """Where it is: the point that was given, else the middle of the district. Raises Invalid."""
        return Place(*checked_point(self.district, self.lat, self.lng), self.district.pk)

    def composed(self, listing: Listing, now: datetime, known: Mapping[int, Rule] | None = None) -> Composed:
        """The visit that it makes of an offer. Raises Invalid, NotBookable."""
        return compose(listing, now=now, minutes=self.minutes, amount=self.amount, answers=self.answers, also=self.also, addons=self.addons, known=known)


@retried
def hold(listing: Listing, wish: Wish, *, actor: Actor, now: datetime) -> Booking:
    """Keep the time of those who come and write the quote; a hold that the same person had is given up, to the line first. Locks the person and the workers.

    Four round trips: what is known, the calendars, the time, the rows. Raises Unauthenticated, PhoneNotProven, Forbidden, Invalid,
    NotBookable, TooManyOpen, SlotTaken, Busy, and what a cover raises.
    """
    require_proven(actor)
    require(actor, "create", Booking)
    with transaction.atomic():
        # Two holds of one person at the same moment come one after the other.
        known = known_for(listing, wish, actor=actor, now=now)
        given_up = give_up_hold(actor=actor, now=now) if known.holding else []
        if given_up is None:
            # It was accepted, or ended, just then.
            known = known_for(listing, wish, actor=actor, now=now)
        row = hold_time(listing, wish, known, actor=actor, now=now)
        free_for_line(given_up or [], now=now)
        return row


def known_for(listing: Listing, wish: Wish, *, actor: Actor, now: datetime) -> Known:
    """What placing it has to know; locks the person. One round trip. Raises Invalid for a start that can never be."""
    also = [one.listing_id for one in wish.also if 0 < one.listing_id <= BIGGEST]
    return know(listing, start=checked_start(wish.start, now), also=also, actor=actor, now=now)


def hold_time(listing: Listing, wish: Wish, known: Known, *, actor: Actor, now: datetime, until: datetime | None = None) -> Booking:
    """Keep the time of those who come, and write the quote. With `until` it is an offer to who waits in line.

    Inside the caller's transaction, under the lock of the person. Raises TooManyOpen, Invalid, NotBookable, SlotTaken, Busy.
    """
    known.require_room(beside=until is not None)
    wanted = wish.composed(listing, now, known.rule_by_kind)
    if not known.able:
        raise NotBookable
    booking = _booking(listing, wish, wanted, known, actor, now, until)
    visit = Visit(pk=known.visit, booking=booking, starts_at=booking.starts_at, minutes=wanted.minutes, code=f"{secrets.randbelow(10_000):04d}")
    must = (wish.worker_id,) if wish.worker_id is not None else ()
    workers = known.able if wanted.hands > 1 else [number for number in known.able if number in must or not must]
    crew = take(visit, Wanted(workers, wanted.job(wish.place), wish.start, AssignmentStatus.HELD, booking.until, must=must), now=now)
    visit.leader_id = leader_of(crew)
    inputs = covers.covered(wanted.inputs(wish.start, known.rest), wish.cover, booking, actor=actor, now=now) | known.discount
    quote, lines = quote_of(booking, inputs, version=1, valid_until=booking.until or now, now=now, key=known.quote)
    booking.rate_fen = rate_of(inputs, quote.total_fen)
    items = process_of(booking, [part.listing.service_type for part in wanted.parts if part.listing.service_type], known.process)
    noted = entry(actor, function="booking.hold", obj=booking, detail={"listing": listing.pk, "start": wish.start.isoformat()}, now=now)
    writing = Writing()
    writing.add(booking, visit, *items, quote, *lines_in(quote, lines), noted)
    writing.send()
    return booking


def give_up_hold(*, actor: Actor, now: datetime) -> list[int] | None:
    """End the hold that somebody has; None where he had none, else which rows of time the line has first, for `free_for_line` once his
    new time is taken: nothing where nobody waits. Inside the caller's transaction. Two round trips.
    """
    found = Booking.objects.filter(customer_id=actor.principal_id, state=BookingState.HELD, offered=False).select_for_update()
    taken = Assignment.objects.filter(visit__booking=OuterRef("pk"), status__in=OCCUPYING).order_by("pk").values("pk")
    rows = list(found.annotate(taken=ArraySubquery(taken), waited_for=Exists(Waiting.objects.filter(state=WaitingState.WAITING))))
    for row in rows:
        writing = Writing()
        writing.run(FREE, row.pk)
        moved(row, "expire", writing, actor=system_actor("job", "另选了时间"), now=now, ended_at=now, changed_at=now)
        writing.send()
    return [number for row in rows if row.waited_for for number in row.taken] if rows else None


def _booking(listing: Listing, wish: Wish, wanted: Composed, known: Known, actor: Actor, now: datetime, until: datetime | None) -> Booking:
    """The order as it is written when somebody's time is taken for it. Raises Invalid."""
    alternatives = [checked_start(moment, now) for moment in wish.alternatives]
    if len(alternatives) > MOST_ALTERNATIVES:
        raise Invalid(fields={"alternatives": [f"最多再写 {MOST_ALTERNATIVES} 个时间。"]})
    place = wish.place
    return Booking(
        pk=known.booking,
        number=known.numbers[0],
        channel=actor.channel if actor.channel in Channel.values else Channel.WEB,
        until=until or now + known.hold_for,
        offered=until is not None,
        customer_id=actor.principal_id or 0,
        listing=listing,
        service_type_id=listing.service_type_id or 0,
        enterprise=listing.enterprise,
        provider_id=None if listing.enterprise_id else known.able[0],
        title=listing.title,
        **wish.contact.checked(),
        district=wish.district,
        lat=place.lat,
        lng=place.lng,
        needs=checked_needs(wish.needs),
        preferences=known.said,
        starts_at=wish.start,
        minutes=wanted.minutes,
        hands=wanted.hands,
        answers=dict(wanted.plan.answers),
        parts=wanted.kept(),
        alternatives=alternatives,
        instant=wanted.rule.instant,
        terms={**known.terms([part.rule for part in wanted.parts]), "answer_minutes": wanted.rule.answer_minutes},
        created_at=now,
        changed_at=now,
    )


def fresh_number(now: datetime) -> str:
    """A number that no order has. One query."""
    drawn = drawn_numbers(now, DRAWN)
    taken = set(Booking.objects.filter(number__in=drawn).values_list("number", flat=True))
    return next(number for number in drawn if number not in taken)


@retried
def accept_quote(booking: Booking, *, actor: Actor, now: datetime, total_fen: int, how: str = "tap") -> Booking:
    """Accept the price that is asked for; whoever accepts says which sum he saw. Locks the order.

    Raises NotFound, Forbidden, HoldIsOver, TotalChanged, IllegalTransition, and what a cover raises.
    """
    require(actor, "confirm", booking)
    with transaction.atomic():
        [row] = _locked().rows(now=now, number=booking.pk)
        if row.state not in (BookingState.HELD, BookingState.QUOTED):
            raise IllegalTransition(state=row.state, event="accept_quote", audit={"function": "booking.accept_quote", "object": row})
        require_in_time(row, now)
        quote = next(iter(_asked().rows(now=now, number=row.pk)), None)
        if quote is None or quote.valid_until <= now:
            raise HoldIsOver
        if quote.total_fen != total_fen:
            raise TotalChanged
        if row.state == BookingState.HELD:
            covers.take(quote, row, actor=actor, now=now)
        asks = row.state == BookingState.HELD and not row.instant
        until = _answer_until(row, now) if asks else None
        writing = Writing()
        writing.change(quote, **answer_fields(QuoteState.ACCEPTED, actor=actor, now=now, how=how))
        _step(row, quote, writing, asks=asks, until=until, actor=actor, now=now)
        # Last, so that what it answers is how much of the time was still there; where not all of it, nothing of this has happened.
        writing.run(SETTLE, (AssignmentStatus.RESERVED if asks else AssignmentStatus.FIXED).value, until, quote.kept, now)
        if not quote.kept or writing.send() != len(quote.kept):
            raise HoldIsOver
        return row


def _step(row: Booking, quote: Quote, writing: Writing, *, asks: bool, until: datetime | None, actor: Actor, now: datetime) -> None:
    fields: dict[str, Any] = {"total_fen": quote.total_fen, "placed_at": row.placed_at or now, "rate_fen": rate_of(quote.inputs, quote.total_fen)}
    if asks:
        stepped(row, "ask", BOOKING_REQUESTED, writing, actor=actor, now=now, until=until, **fields)
        return
    event = "book" if row.state == BookingState.HELD else "agree"
    stepped(row, event, BOOKING_ACCEPTED, writing, actor=actor, now=now, until=None, accepted_at=row.accepted_at or now, **fields)


@cache
def _locked() -> Prepared:
    """The order, locked; what is encrypted is left where it is."""
    return Prepared(Booking.objects.select_for_update().defer("contact_name", "phone", "address").filter(pk=NUMBER), by_key=True)


@cache
def _asked() -> Prepared:
    """The quote that waits for an answer, the latest, with the ids of the rows that keep the visit's time (`kept`)."""
    kept = Assignment.objects.filter(visit__booking=OuterRef("booking"), visit__position=1, status__in=OCCUPYING).order_by("pk")
    offered = Quote.objects.filter(booking_id=NUMBER, state=QuoteState.OFFERED).order_by("-version")
    return Prepared(offered.annotate(kept=ArraySubquery(kept.values("pk")))[:1], by_key=True)


def _answer_until(row: Booking, now: datetime) -> datetime:
    """Until when the provider may answer: his time, but not beyond half an hour before the visit."""
    return max(now + timedelta(minutes=5), min(now + timedelta(minutes=row.terms.get("answer_minutes", 240)), row.starts_at - LAST_ANSWER))
