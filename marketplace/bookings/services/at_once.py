"""An order that somebody takes at once: the family accepted the price before anybody was known who comes (urgent orders, URG-02).

The price is written as a quote with its lines and the family's answer at the moment it was given, so what can be charged is again the
accepted sum and nothing else. The time is taken by the only door, `occupy`.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from core.access import Actor, system_actor
from core.audit.services import record
from core.models import District
from marketplace.bookings.availability import rule_of
from marketplace.bookings.availability.rules import policy_of
from marketplace.bookings.cancelling import terms_of
from marketplace.bookings.events import BOOKING_ACCEPTED
from marketplace.bookings.models import Booking, Visit
from marketplace.bookings.services.finding import Wanted, job_of, take
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


def place_taken(agreed: Agreed, *, worker: Worker, start: datetime, actor: Actor, now: datetime) -> Booking:
    """Make the order and take the worker's time; a hold that the family had is given up. Inside the caller's transaction.

    Locks the family, then the worker. Raises SlotTaken with the reasons, Busy.
    """
    User.objects.select_for_update(no_key=True).get(pk=agreed.customer.pk)
    family = replace(system_actor(agreed.channel, str(agreed.customer)), user_id=agreed.customer.pk)
    give_up_hold(actor=family, now=now)
    row, visit = _write(agreed, worker, start, now)
    quote = write_quote(row, agreed.inputs, valid_until=now, now=agreed.asked_at)
    answer(quote, QuoteState.ACCEPTED, actor=family, now=agreed.agreed_at)
    take(visit, Wanted([worker.pk], job_of(row, rule_of(row.service_type_id), at_once=True), start, AssignmentStatus.FIXED), now=now)
    fields: dict[str, Any] = {
        "total_fen": quote.total_fen,
        "rate_fen": rate_of(quote.inputs, quote.total_fen),
        "placed_at": agreed.agreed_at,
        "accepted_at": now,
    }
    placed = step(row, "book", BOOKING_ACCEPTED, actor=family, now=now, until=None, **fields)
    record(actor, function="booking.place_taken", obj=placed, detail={"worker": worker.pk, "start": start.isoformat()}, now=now)
    return placed


def _write(agreed: Agreed, worker: Worker, start: datetime, now: datetime) -> tuple[Booking, Visit]:
    rule = rule_of(agreed.service_type.pk)
    row = Booking.objects.create(
        number=fresh_number(now),
        channel=agreed.channel,
        state=BookingState.HELD,
        until=now + timedelta(minutes=5),
        customer=agreed.customer,
        service_type=agreed.service_type,
        enterprise=worker.enterprise,
        provider=None if worker.enterprise_id else worker,
        title=agreed.title,
        **agreed.contact,
        district=agreed.district,
        lat=agreed.lat,
        lng=agreed.lng,
        needs=agreed.needs,
        starts_at=start,
        minutes=agreed.minutes,
        instant=True,
        terms={**terms_of(policy_of(rule)), "answer_minutes": rule.answer_minutes},
        created_at=agreed.asked_at,
        changed_at=now,
    )
    visit = Visit.objects.create(booking=row, starts_at=start, minutes=agreed.minutes, code=f"{secrets.randbelow(10_000):04d}")
    copy_process(row, [agreed.service_type])
    return row, visit
