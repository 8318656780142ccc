"""Who could go instead: each of the provider's people with the reasons of `availability`, asked before anything is saved (BKG-20)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from dispatch.matching.finding import Demand, match
from dispatch.matching.ranking import Reason
from marketplace.bookings.availability import read, refusals, rule_of
from marketplace.bookings.availability.reasons import WORDS
from marketplace.bookings.models import Assignment, Booking
from marketplace.bookings.queries.providers import of_booking
from marketplace.bookings.services.finding import job_of
from marketplace.bookings.states import OCCUPYING
from marketplace.workers.minutes import day_of, to_minute
from marketplace.workers.models import Worker


@dataclass(slots=True)
class Choice:
    """One of the provider's people: whether he can go, why not, or why he stands where he stands."""

    worker: Worker
    present: bool = False
    against: list[str] = field(default_factory=list)
    reasons: Sequence[Reason] = ()
    points: int | None = None


def choices(order: Booking, *, now: datetime) -> list[Choice]:
    """The provider's people for an order: who goes now, who can, best first, who cannot and why. Eight queries at most for the near ones."""
    taken = list(Assignment.objects.filter(visit__booking=order, status__in=OCCUPYING).values_list("pk", "worker_id"))
    rows, present = [pk for pk, _ in taken], {worker for _, worker in taken}
    numbers = sorted({*of_booking(order), *present})
    job, day = job_of(order, rule_of(order.service_type_id), at_once=True), day_of(to_minute(order.starts_at))
    also = job.also
    calendars = {one.worker_id: one for one in read(numbers, service_type_id=order.service_type_id, first=day, last=day, now=now, instead_of=rows, also=also)}
    found = {worker.pk: Choice(worker, worker.pk in present) for worker in Worker.objects.with_names().filter(pk__in=numbers)}
    for number, choice in found.items():
        choice.against = [WORDS[reason] for reason in refusals(calendars[number], job, order.starts_at, now=now)]
    for one in _ranked(order, frozenset(numbers), rows, now):
        if one.worker_id in found:
            found[one.worker_id].reasons, found[one.worker_id].points = one.reasons, one.points
    return sorted(found.values(), key=lambda one: (not one.present, bool(one.against), -(one.points or 0), one.worker.pk))


def _ranked(order: Booking, among: frozenset[int], rows: Sequence[int], now: datetime) -> list:
    if order.lat is None or order.lng is None:
        return []
    point = (order.lat, order.lng)
    demand = Demand(
        order.service_type_id,
        order.minutes,
        point,
        order.starts_at,
        order.customer_id,
        100.0,
        among=among,
        instead_of=rows,
        district_id=order.district_id,
    )
    return match(demand, now=now, size=len(among))
