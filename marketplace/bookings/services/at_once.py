"""An order whose price was accepted before anybody was known who comes: urgent orders (URG-02), and visits of a longer agreement (X-BK-07).

The price is written as a quote with its lines and the family's answer at the moment it was given, so what can be charged is again the
accepted sum and nothing else. The time is taken by the only door, `occupy`.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Self

from core.access import Actor, system_actor
from core.audit.services import record
from core.models import District
from marketplace.bookings.availability import Job, rule_of
from marketplace.bookings.availability.rules import policy_of
from marketplace.bookings.cancelling import terms_of
from marketplace.bookings.events import BOOKING_ACCEPTED
from marketplace.bookings.models import Booking, Quote, Visit
from marketplace.bookings.services.finding import Wanted, job_of, take
from marketplace.bookings.services.freeing import free_for_line
from marketplace.bookings.services.keeping import step
from marketplace.bookings.services.placing import fresh_number, give_up_hold
from marketplace.bookings.services.processes import copy_process
from marketplace.bookings.services.quoting import answer, rate_of, write_quote
from marketplace.bookings.states import AssignmentStatus, BookingState, QuoteState
from marketplace.catalog.models import ServiceType
from marketplace.workers.models import Worker
from members.models import User


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a family has agreed to: what, where, for whom, the inputs of the price, when it accepted it."""

    customer: User
    service_type: ServiceType
    title: str
    contact: Mapping[str, str]
    district: District
    lat: float
    lng: float
    needs: str
    minutes: int
    inputs: dict[str, Any]
    asked_at: datetime
    agreed_at: datetime
    channel: str
    listing_id: int | None = None
    terms: Mapping[str, Any] | None = None
    preferences: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Side:
    """Who provides it: an enterprise, or somebody who works for himself."""

    enterprise_id: int | None
    worker_id: int | None

    @classmethod
    def of(cls, worker: Worker) -> Self:
        """Whom a worker works for."""
        return cls(worker.enterprise_id, None if worker.enterprise_id else worker.pk)


def place_taken(agreed: Agreed, *, worker: Worker, start: datetime, actor: Actor, now: datetime) -> Booking:
    """Make the order and take the worker's time; a hold that the family had is given up. Inside the caller's transaction.

    Locks the family, then the worker. Raises SlotTaken with the reasons, Busy.
    """
    User.objects.select_for_update(no_key=True).get(pk=agreed.customer.pk)
    family = replace(system_actor(agreed.channel, str(agreed.customer)), user_id=agreed.customer.pk)
    given_up = give_up_hold(actor=family, now=now)
    row, visit = write_agreed(agreed, Side.of(worker), start, BookingState.HELD, now)
    quote = _accepted(row, agreed, family)
    take(visit, Wanted([worker.pk], job_of(row, rule_of(row.service_type_id), at_once=True), start, AssignmentStatus.FIXED), now=now)
    free_for_line(given_up or [], now=now)
    fields: dict[str, Any] = {
        "total_fen": quote.total_fen,
        "rate_fen": rate_of(quote.inputs, quote.total_fen),
        "placed_at": agreed.agreed_at,
        "accepted_at": now,
    }
    placed = step(row, "book", BOOKING_ACCEPTED, actor=family, now=now, until=None, **fields)
    record(actor, function="booking.place_taken", obj=placed, detail={"worker": worker.pk, "start": start.isoformat()}, now=now)
    return placed


def place_ahead(agreed: Agreed, side: Side, *, workers: Sequence[int], start: datetime, actor: Actor, now: datetime) -> Booking:
    """Make an order of a longer agreement: its price was accepted before, one of the workers is taken, the first who can come.

    It begins as asked for and is accepted at once, so that a hold which the family has at this moment stays. Inside the caller's
    transaction; locks the worker. Notice and the clock's half hours were judged when the agreement was made. Raises SlotTaken, Busy.
    """
    row, visit = write_agreed(agreed, side, start, BookingState.REQUESTED, now)
    family = replace(system_actor(agreed.channel, str(agreed.customer)), user_id=agreed.customer.pk)
    quote = _accepted(row, agreed, family)
    job = ahead_job(job_of(row, rule_of(row.service_type_id), at_once=True))
    take(visit, Wanted(workers, job, start, AssignmentStatus.FIXED), now=now)
    fields: dict[str, Any] = {"total_fen": quote.total_fen, "rate_fen": rate_of(quote.inputs, quote.total_fen), "placed_at": now, "accepted_at": now}
    placed = step(row, "accept", BOOKING_ACCEPTED, actor=actor, now=now, until=None, **fields)
    record(actor, function="booking.place_ahead", obj=placed, detail={"start": start.isoformat()}, now=now)
    return placed


def ahead_job(job: Job) -> Job:
    """The same job without a horizon: whoever has agreed to come every week is asked farther ahead than a single order is."""
    return replace(job, rule=replace(job.rule, horizon_days=400))


def _accepted(row: Booking, agreed: Agreed, family: Actor) -> Quote:
    """The price as it was agreed to, with the answer at its moment."""
    quote = write_quote(row, agreed.inputs, valid_until=agreed.agreed_at, now=agreed.asked_at)
    answer(quote, QuoteState.ACCEPTED, actor=family, now=agreed.agreed_at)
    return quote


def write_agreed(agreed: Agreed, side: Side, start: datetime, state: BookingState, now: datetime) -> tuple[Booking, Visit]:
    """The rows of an order whose price was agreed to. Three queries and those of its rule."""
    rule = rule_of(agreed.service_type.pk)
    row = Booking.objects.create(
        number=fresh_number(now),
        channel=agreed.channel,
        state=state,
        until=now + timedelta(minutes=5),
        customer=agreed.customer,
        listing_id=agreed.listing_id,
        service_type=agreed.service_type,
        enterprise_id=side.enterprise_id,
        provider_id=side.worker_id,
        title=agreed.title,
        **agreed.contact,
        district=agreed.district,
        lat=agreed.lat,
        lng=agreed.lng,
        needs=agreed.needs,
        preferences=dict(agreed.preferences),
        starts_at=start,
        minutes=agreed.minutes,
        instant=True,
        terms=dict(agreed.terms) if agreed.terms is not None else {**terms_of(policy_of(rule)), "answer_minutes": rule.answer_minutes},
        created_at=agreed.asked_at,
        changed_at=now,
    )
    visit = Visit.objects.create(booking=row, starts_at=start, minutes=agreed.minutes, code=f"{secrets.randbelow(10_000):04d}")
    copy_process(row, [agreed.service_type])
    return row, visit
