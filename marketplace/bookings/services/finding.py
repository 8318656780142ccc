"""Finding who is free and taking his time, for placing, accepting, moving and sending somebody else alike."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction

from marketplace.bookings.availability import Calendar, Job, Place, Slot, able_at, read, refusals, slots
from marketplace.bookings.availability.rules import Rule
from marketplace.bookings.errors import SlotTaken
from marketplace.bookings.models import Booking, Visit
from marketplace.bookings.services.occupying import GuardBroken, Taking, occupy
from marketplace.bookings.states import AssignmentStatus
from marketplace.workers.minutes import day_of, to_minute

# So many of those who can come are asked before we say that the slot is gone.
MOST_TRIED = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """A time to be taken: who may come (ids), for which job, when, and how firmly."""

    workers: Sequence[int]
    job: Job
    start: datetime
    status: AssignmentStatus
    until: datetime | None = None
    instead_of: Sequence[int] = ()

    @property
    def period(self) -> tuple[datetime, datetime]:
        """What it occupies, buffers included."""
        rule = self.job.rule
        return self.start - timedelta(minutes=rule.before_minutes), self.start + timedelta(minutes=self.job.minutes + rule.after_minutes)


def free_slots(workers: Sequence[int], job: Job, *, asked: Sequence[date], now: datetime, instead_of: Sequence[int] = ()) -> list[Slot]:
    """The starts on these days at which one of the workers can come. Two queries."""
    found = read(workers, service_type_id=job.service_type_id, first=min(asked), last=max(asked), now=now, instead_of=instead_of)
    return slots(found, job, asked=asked, now=now)


def who_can(workers: Sequence[int], job: Job, start: datetime, *, now: datetime, instead_of: Sequence[int] = ()) -> list[int]:
    """Who of the workers can come at a start, the one with the fewest visits that day first. Two queries."""
    day = day_of(to_minute(start))
    found = read(workers, service_type_id=job.service_type_id, first=day, last=day, now=now, instead_of=instead_of)
    return able_at(found, job, start, now=now)


def take(visit: Visit, wanted: Wanted, *, now: datetime) -> int:
    """Take the time of the first who can come; the id of the worker. Looks again once when somebody has come between.

    Locks each worker asked, one after the other, in a savepoint of its own, so that no two orders wait for each other.
    Inside the caller's transaction. Raises SlotTaken with the reasons by name, Busy.
    """
    day, calendars = day_of(to_minute(wanted.start)), []
    for _ in range(2):
        calendars = read(wanted.workers, service_type_id=wanted.job.service_type_id, first=day, last=day, now=now, instead_of=wanted.instead_of)
        by_id = {one.worker_id: one for one in calendars}
        broken = False
        for number in able_at(calendars, wanted.job, wanted.start, now=now)[:MOST_TRIED]:
            try:
                with transaction.atomic():
                    _take_one(visit, wanted, by_id[number], day, now)
            except GuardBroken:
                broken = True
            except SlotTaken:
                continue
            else:
                return number
        if not broken:
            break
    raise SlotTaken(reasons=_reasons(calendars, wanted, now))


def _take_one(visit: Visit, wanted: Wanted, calendar: Calendar, day: date, now: datetime) -> None:
    occupy(
        visit_id=visit.pk,
        takings=[Taking.seen(calendar, wanted.period)],
        period=wanted.period,
        day=day,
        status=wanted.status,
        until=wanted.until,
        place=wanted.job.place,
        now=now,
        instead_of=wanted.instead_of,
    )


def _reasons(calendars: Sequence[Calendar], wanted: Wanted, now: datetime) -> list[str]:
    """Why nobody can come, each name once; `free` when all of it held a moment ago."""
    names = {reason.value for calendar in calendars for reason in refusals(calendar, wanted.job, wanted.start, now=now)}
    return sorted(names) or ["free"]


def job_of(booking: Booking, rule: Rule, *, at_once: bool = False) -> Job:
    """The job of an order. `at_once`: the provider decides himself, notice and the clock's half hours do not bind him."""
    bound = replace(rule, notice_minutes=0, interval_minutes=1) if at_once else rule
    return Job(booking.service_type_id, bound, booking.minutes, Place(booking.lat, booking.lng))
