"""From calendars to starts that can be offered. For each gap between what occupies, the starts that can be reached from its left and
leave time to its right; linear in what is found.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter

from marketplace.bookings.availability import travel
from marketplace.bookings.availability.crews import together
from marketplace.bookings.availability.jobs import Job
from marketplace.bookings.availability.reading import Calendar, Taken
from marketplace.workers.intervals import Stretch, common, merged
from marketplace.workers.minutes import DAY, day_of, days, midnight, to_minute_up, to_moment

NEVER, EVER = -(2**40), 2**40


@dataclass(frozen=True, slots=True)
class Slot:
    """A start that can be offered, and who could come, the one with the fewest visits that day first."""

    start: datetime
    workers: tuple[int, ...]


def fits(calendar: Calendar, job: Job) -> bool:
    """What does not depend on the time: approved and on line, does one of the services, goes that far."""
    if not (calendar.works and calendar.does_any):
        return False
    if calendar.home is None or job.place.point is None:
        return True
    return travel.kilometres(calendar.home, job.place.point) <= calendar.range_km


def reach(calendar: Calendar, job: Job) -> list[Stretch]:
    """The stretches of *starts* that keep clear of everything taken, with travel on both sides; half-open."""
    found, rule, point = [], job.rule, job.place.point
    whole = rule.before_minutes + job.minutes + rule.after_minutes
    ahead: Taken | None = None
    for following in [*merged_taken(calendar.taken), None]:
        if ahead is not None and following is not None and following.start - ahead.end < whole:
            # Too short for any way, which is most of a full calendar.
            ahead = following
            continue
        earliest = NEVER if ahead is None else ahead.end + travel.minutes(ahead.point, point, calendar.travel) + rule.before_minutes
        latest = EVER if following is None else following.start - travel.minutes(point, following.point, calendar.travel) - job.minutes - rule.after_minutes
        if earliest <= latest:
            found.append((earliest, latest + 1))
        ahead = following
    return found


def merged_taken(taken: Sequence[Taken]) -> list[Taken]:
    """In order of their starts; what occupies never overlaps (the database sees to it)."""
    return sorted(taken, key=itemgetter(0, 1))


def bounds(job: Job, now: datetime) -> Stretch:
    """The starts that notice and horizon allow; half-open. The horizon ends with its last day."""
    earliest = to_minute_up(now) + job.rule.notice_minutes
    return earliest, midnight(day_of(to_minute_up(now))) + (job.rule.horizon_days + 1) * DAY


def starts_for(calendar: Calendar, job: Job, *, asked: Sequence[date], now: datetime) -> list[int]:
    """The starts of one worker on these days, in minutes, ascending."""
    if not fits(calendar, job):
        return []
    first, last = min(asked), max(asked)
    around = days(date.fromordinal(first.toordinal() - 1), (last - first).days + 3)
    long_enough = [(start, end - job.minutes + 1) for start, end in calendar.working(around) if end - start >= job.minutes]
    open_days = merged((midnight(day), midnight(day) + DAY) for day in asked if _takes_more(calendar, day, job))
    spans = common(common(common(long_enough, reach(calendar, job)), open_days), merged([bounds(job, now)]))
    return [start for one in spans for start in _grid(one, job.rule.interval_minutes)]


def _takes_more(calendar: Calendar, day: date, job: Job) -> bool:
    return calendar.serves(day, job.place.district_id) and calendar.visits_on(day) < calendar.daily_visits and calendar.does(day) > 0


def _grid(span: Stretch, interval: int) -> Iterable[int]:
    # The city's offset is a whole number of hours, so the clock's half hours are multiples of the interval.
    return range(-(-span[0] // interval) * interval, span[1], interval)


def slots(calendars: Sequence[Calendar], job: Job, *, asked: Sequence[date], now: datetime) -> list[Slot]:
    """The starts at which enough of these can come together, ascending; the fewest visits that day first, then by id."""
    able: dict[int, list[int]] = {}
    for calendar in calendars:
        for start in starts_for(calendar, job, asked=asked, now=now):
            able.setdefault(start, []).append(calendar.worker_id)
    busy = {(calendar.worker_id, day): (calendar.visits_on(day), calendar.does(day)) for calendar in calendars for day in asked}
    found = []
    for start, workers in sorted(able.items()):
        day = day_of(start)
        ranked = sorted((busy[number, day][0], number) for number in workers)
        if together([busy[number, day][1] for _, number in ranked], job.needed, hands=job.hands) is not None:
            found.append(Slot(to_moment(start), tuple(number for _, number in ranked)))
    return found


def guard(calendar: Calendar, start: int, end: int) -> Stretch:
    """From the end of the visit before to the start of the next, as seen now, cut to the longest travel: what `occupy` must find empty.

    `start` and `end` are those of the period, buffers included.
    """
    before = max((one.end for one in calendar.taken if one.end <= start), default=NEVER)
    after = min((one.start for one in calendar.taken if one.start >= end), default=EVER)
    return max(before, start - travel.LONGEST), min(after, end + travel.LONGEST)
