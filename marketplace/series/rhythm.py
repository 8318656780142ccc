"""On which days: a rhythm as plain arithmetic on dates, with nothing of a database in it.

A series goes by the city's calendar. Asia/Shanghai has no summer time, so the same time of the day is the same distance from midnight
on every date. A month that has no such day has its last one instead (the 31st in June is the 30th); the fifth Tuesday of a month that
has four is the last one.
"""

from calendar import monthrange
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from marketplace.series.states import Rhythm

WEEK = timedelta(days=7)
# No series is longer than a year and a bit: beyond it nobody knows prices and holidays.
LONGEST = timedelta(days=370)
MOST_VISITS = 104
# What is paid by the month may have a visit every day.
MOST_DAYS = 400
LAST = 5


@dataclass(frozen=True, slots=True)
class Plan:
    """A rhythm from a first day on, for so many visits or until a last day (inclusive), one of the two."""

    rhythm: str
    first_on: date
    weekdays: Sequence[int] = ()
    visits: int | None = None
    last_on: date | None = None


def days_of(plan: Plan, *, without: Container[date] = ()) -> list[date]:
    """The days, ascending. Those of `without` (public holidays that are left out) do not count among the visits."""
    found: list[date] = []
    most = MOST_DAYS if plan.visits is None else min(plan.visits, MOST_VISITS)
    beyond = plan.first_on + LONGEST
    if plan.last_on is not None:
        beyond = min(beyond, plan.last_on + timedelta(days=1))
    for day in _endless(plan):
        if day >= beyond or len(found) >= most:
            break
        if day not in without:
            found.append(day)
    return found


def left_out(plan: Plan, days: Sequence[date], without: Container[date]) -> list[date]:
    """The days of the rhythm that fall on what is left out, up to the last of `days`."""
    if not days:
        return []
    return [day for day in days_of(Plan(plan.rhythm, plan.first_on, plan.weekdays, None, days[-1])) if day in without]


def _endless(plan: Plan) -> Iterator[date]:
    return _weeks(plan, 1 if plan.rhythm == Rhythm.WEEKLY else 2) if plan.rhythm in (Rhythm.WEEKLY, Rhythm.FORTNIGHTLY) else _months(plan)


def _weeks(plan: Plan, every: int) -> Iterator[date]:
    """The weekdays of each so-many-th week, counted in weeks that begin on Monday."""
    monday = plan.first_on - timedelta(days=plan.first_on.weekday())
    weekdays = sorted(set(plan.weekdays)) or [plan.first_on.weekday()]
    for number in count():
        start = monday + every * number * WEEK
        yield from (day for weekday in weekdays if (day := start + timedelta(days=weekday)) >= plan.first_on)


def _months(plan: Plan) -> Iterator[date]:
    place = (plan.first_on.day - 1) // 7 + 1
    for number in count():
        year, month = divmod(plan.first_on.year * 12 + plan.first_on.month - 1 + number, 12)
        if plan.rhythm == Rhythm.MONTH_DAY:
            yield same_day(year, month + 1, plan.first_on.day)
        else:
            yield nth_weekday(year, month + 1, plan.first_on.weekday(), place)


def same_day(year: int, month: int, day: int) -> date:
    """That day of a month, or its last one."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def months_later(first: date, number: int) -> date:
    """The same day so many months later, or the last one of that month."""
    year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
    return same_day(year, month + 1, first.day)


def nth_weekday(year: int, month: int, weekday: int, place: int) -> date:
    """The so-many-th Monday, Tuesday, … of a month; the fifth is the last one where there are four."""
    first = date(year, month, 1)
    found = first + timedelta(days=(weekday - first.weekday()) % 7) + (place - 1) * WEEK
    return found if found.month == month else found - WEEK
