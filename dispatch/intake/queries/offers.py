"""Who could come, for what is wanted: offers of a service that reach the district, and the times at which somebody of theirs is free.

The desk does not favour anybody: at the same time the better rated comes first, then the cheaper, then the older offer.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from core.models import District
from marketplace.bookings.availability import Job, Place, read, rule_of, slots
from marketplace.bookings.charging import BOOKABLE
from marketplace.bookings.models import Assignment
from marketplace.bookings.services.quoting import plan_for
from marketplace.bookings.states import OCCUPYING, BookingState
from marketplace.listings.models import Listing
from marketplace.listings.queries.outlets import chosen_by
from marketplace.listings.states import Side
from marketplace.ratings.models.standing import START_MEAN
from marketplace.ratings.queries.public import standings_of
from marketplace.ratings.states import Subject
from marketplace.workers.models import Worker

# The part of a district's code that says its city (GB/T 2260).
CITY = 4
MOST_OFFERS = 30


@dataclass(frozen=True, slots=True)
class Option:
    """A time at which somebody of an offer can come."""

    start: datetime
    listing: Listing
    minutes: int
    score: float


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for, where, how long or how much."""

    listings: Sequence[Listing]
    place: Place
    minutes: int | None = None
    amount: int = 1
    # What the same person has kept already: he would give it up.
    instead_of: Sequence[int] = ()


def bookable(service_types: Sequence[int], district: District, now: datetime) -> list[Listing]:
    """Public offers of the first of these services that has any which reaches the district. Three queries at most."""
    near = Q(district__code__startswith=district.code[:CITY], service_area=None) | Q(service_area=district)
    rows = Listing.objects.public(now).with_names().filter(near, side=Side.OFFER, service_type_id__in=service_types, unit__code__in=BOOKABLE, price_fen__gt=0)
    found: dict[int, list[Listing]] = defaultdict(list)
    for row in rows.order_by("pk").distinct():
        found[row.service_type_id or 0].append(row)
    first = next((number for number in service_types if number in found), None)
    return found[first][:MOST_OFFERS] if first is not None else []


def kept_by(person_id: int | None) -> list[int]:
    """The rows of the time that somebody has kept without ordering yet. One query."""
    rows = Assignment.objects.filter(
        visit__booking__customer_id=person_id or 0, visit__booking__state=BookingState.HELD, visit__booking__offered=False, status__in=OCCUPYING
    )
    return list(rows.values_list("pk", flat=True))


def options(asked: Asked, *, days: Sequence[date], now: datetime) -> list[Option]:
    """The times on these days, ascending, the better offer first at each. Six queries, however many offers."""
    if not asked.listings or not days:
        return []
    service_type = asked.listings[0].service_type_id or 0
    rule, workers, scores = rule_of(service_type), _workers(asked.listings), _scores(asked.listings)
    everybody = sorted({number for able in workers.values() for number in able})
    calendars = {
        one.worker_id: one for one in read(everybody, service_type_id=service_type, first=min(days), last=max(days), now=now, instead_of=asked.instead_of)
    }
    found = []
    for row in asked.listings:
        plan = plan_for(unit_code=row.unit.code, rule=rule, minutes=asked.minutes, amount=asked.amount)  # type: ignore[union-attr]
        theirs = [calendars[number] for number in workers[row.pk] if number in calendars]
        job = Job(service_type, rule, plan.minutes, asked.place, plan.hands)
        found += [Option(slot.start, row, plan.minutes, scores.get(row.enterprise_id, START_MEAN)) for slot in slots(theirs, job, asked=days, now=now)]
    return sorted(found, key=lambda one: (one.start, -one.score, one.listing.price_fen or 0, one.listing.pk))


def _workers(listings: Sequence[Listing]) -> dict[int, list[int]]:
    """Who may come for each of the offers; of outlets only those that provide it. One query, one more where somebody belongs to one."""
    firms = {row.enterprise_id for row in listings if row.enterprise_id}
    authors = {row.author_id for row in listings if not row.enterprise_id and row.author_id}
    rows = Worker.objects.taking_work().filter(Q(enterprise_id__in=firms) | Q(enterprise=None, user_id__in=authors))
    of_firm: dict[int, list[int]] = defaultdict(list)
    of_person: dict[int, list[int]] = defaultdict(list)
    outlets: dict[int, int] = {}
    for number, firm, person, outlet in rows.order_by("pk").values_list("pk", "enterprise_id", "user_id", "outlet_id"):
        (of_firm[firm] if firm else of_person[person]).append(number)
        outlets |= {number: outlet} if outlet else {}
    chosen = chosen_by(outlets.values())
    found = {row.pk: of_firm[row.enterprise_id] if row.enterprise_id else of_person[row.author_id or 0] for row in listings}
    return {row: [one for one in able if row in chosen.get(outlets.get(one, 0), {row})] for row, able in found.items()}


def _scores(listings: Sequence[Listing]) -> dict[int | None, float]:
    firms = {row.enterprise_id for row in listings if row.enterprise_id}
    return {number: row.score for number, row in standings_of(Subject.ENTERPRISE, firms).items()}


def one_each(found: Sequence[Option]) -> list[Option]:
    """The best option of each start."""
    first: dict[datetime, Option] = {}
    for one in found:
        first.setdefault(one.start, one)
    return list(first.values())


def nearest(found: Sequence[Option], wanted: datetime, *, most: int = 3) -> list[Option]:
    """The starts nearest to a moment, in order of time."""
    return sorted(sorted(one_each(found), key=lambda one: (abs(one.start - wanted), one.start))[:most], key=lambda one: one.start)
