"""Finding who is free and taking his time, for placing, accepting, moving and sending somebody else alike."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from marketplace.bookings.availability import Calendar, Job, Place, Slot, able_at, read, refusals, slots
from marketplace.bookings.availability.crews import in_order, together
from marketplace.bookings.availability.reasons import Reason
from marketplace.bookings.availability.rules import Rule, joined, rules_of
from marketplace.bookings.errors import SlotTaken
from marketplace.bookings.models import Booking, Visit
from marketplace.bookings.services.occupying import GuardBroken, Taking, occupy
from marketplace.bookings.states import AssignmentStatus
from marketplace.workers.minutes import day_of, to_minute

# So many of those who can come are asked before we say that the slot is gone.
MOST_TRIED = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """A time to be taken: who may come (ids), for which job, when, and how firmly. `must` come whoever else does."""

    workers: Sequence[int]
    job: Job
    start: datetime
    status: AssignmentStatus
    until: datetime | None = None
    instead_of: Sequence[int] = ()
    must: Sequence[int] = ()

    @property
    def period(self) -> tuple[datetime, datetime]:
        """What it occupies, buffers included."""
        rule = self.job.rule
        return self.start - timedelta(minutes=rule.before_minutes), self.start + timedelta(minutes=self.job.minutes + rule.after_minutes)


def free_slots(workers: Sequence[int], job: Job, *, asked: Sequence[date], now: datetime, instead_of: Sequence[int] = ()) -> list[Slot]:
    """The starts on these days at which enough of the workers can come together. One query."""
    found = read(workers, service_type_id=job.service_type_id, first=min(asked), last=max(asked), now=now, instead_of=instead_of, also=job.also)
    return slots(found, job, asked=asked, now=now)


def who_can(workers: Sequence[int], job: Job, start: datetime, *, now: datetime, instead_of: Sequence[int] = ()) -> list[int]:
    """Who of the workers can come at a start, the one with the fewest visits that day first. One query."""
    day = day_of(to_minute(start))
    found = read(workers, service_type_id=job.service_type_id, first=day, last=day, now=now, instead_of=instead_of, also=job.also)
    able = able_at(found, job, start, now=now)
    return [one.worker_id for one in in_order(found, able) if together([one.does(day)], job.needed, hands=1) is not None] if job.hands == 1 else able


def take(visit: Visit, wanted: Wanted, *, now: datetime) -> tuple[int, ...]:
    """Take the time of the first crew that can come; their ids, who leads them first. Looks again once when somebody has come between.

    The workers of a crew are asked in the order of their ids, and a refusal gives the locks back: no two orders wait for each other.
    Inside the caller's transaction. Raises SlotTaken with the reasons by name, Busy.
    """
    day, calendars, enough = day_of(to_minute(wanted.start)), [], True
    for _ in range(2):
        job = wanted.job
        calendars = read(wanted.workers, service_type_id=job.service_type_id, first=day, last=day, now=now, instead_of=wanted.instead_of, also=job.also)
        refused: set[int] = set()
        broken = False
        for _ in range(MOST_TRIED):
            crew = _crew(calendars, wanted, refused, day, now)
            if not crew:
                enough = bool(refused)
                break
            try:
                _take_all(visit, wanted, crew, day, now)
            except SlotTaken as error:
                broken = broken or isinstance(error, GuardBroken)
                refused |= {error.audit["worker"]} if error.audit.get("worker") else {one.worker_id for one in crew}
            else:
                return tuple(one.worker_id for one in crew)
        if not broken:
            break
    raise SlotTaken(reasons=_reasons(calendars, wanted, now, enough=enough))


def _crew(calendars: Sequence[Calendar], wanted: Wanted, refused: set[int], day: date, now: datetime) -> list[Calendar]:
    """The first who can go together and have not been refused; empty where there are not enough."""
    able = [number for number in able_at(calendars, wanted.job, wanted.start, now=now) if number not in refused]
    if not set(wanted.must) <= set(able):
        return []
    ranked = in_order(calendars, [*wanted.must, *(number for number in able if number not in wanted.must)])
    places = together([one.does(day) for one in ranked], wanted.job.needed, hands=wanted.job.hands, must=len(wanted.must))
    return [ranked[place] for place in places or ()]


def _take_all(visit: Visit, wanted: Wanted, crew: Sequence[Calendar], day: date, now: datetime) -> None:
    occupy(
        visit_id=visit.pk,
        takings=[Taking.seen(calendar, wanted.period) for calendar in crew],
        period=wanted.period,
        day=day,
        status=wanted.status,
        until=wanted.until,
        place=wanted.job.place,
        now=now,
        instead_of=wanted.instead_of,
    )


def _reasons(calendars: Sequence[Calendar], wanted: Wanted, now: datetime, *, enough: bool) -> list[str]:
    """Why not enough can come, each name once; `free` when all of it held a moment ago, `hands` when some could, but too few."""
    against = [refusals(calendar, wanted.job, wanted.start, now=now) for calendar in calendars]
    names = {reason.value for reasons in against for reason in reasons}
    few = wanted.job.hands > 1 and not enough and not all(against)
    return sorted(names | ({Reason.HANDS.value} if few else set())) or ["free"]


def lead(visit: Visit, crew: Sequence[int]) -> None:
    """Write down who leads those who go."""
    leader = leader_of(crew)
    if visit.leader_id != leader:
        visit.leader_id = leader
        visit.save(update_fields=["leader"])


def leader_of(crew: Sequence[int]) -> int | None:
    """Who leads those who go: the first of several; who goes alone needs no word."""
    return crew[0] if len(crew) > 1 else None


def job_of(booking: Booking, rule: Rule, *, at_once: bool = False) -> Job:
    """The job of an order. `at_once`: the provider decides himself, notice and the clock's half hours do not bind him. One query for several services."""
    also = tuple(part["service_type"] for part in booking.parts[1:])
    whole = joined([rule, *rules_of(also)]) if also else rule
    bound = replace(whole, notice_minutes=0, interval_minutes=1) if at_once else whole
    needs = tuple(part["hands"] for part in booking.parts)
    return Job(booking.service_type_id, bound, booking.minutes, Place(booking.lat, booking.lng, booking.district_id), booking.hands, also, needs)
