"""Is this worker free for whole days: the same calendars, asked for a stretch of dates instead of a start (X-BK-11).

Somebody who lives in is taken from midnight of the first day to midnight after the last. Weekly hours and travel do not bound that;
papers, days off and everything that occupies do, on every day of it.
"""

from datetime import date, datetime, timedelta

from core import clock
from marketplace.bookings.availability import travel
from marketplace.bookings.availability.jobs import Place
from marketplace.bookings.availability.reading import Calendar
from marketplace.bookings.availability.reasons import Reason
from marketplace.workers.minutes import midnight

ONE_DAY = timedelta(days=1)


def days_period(first: date, beyond: date) -> tuple[datetime, datetime]:
    """The moments of the days from `first` to before `beyond`."""
    return clock.midnight(first), clock.midnight(beyond)


def refusals_of_days(calendar: Calendar, first: date, beyond: date, *, place: Place | None = None) -> list[Reason]:
    """Every condition that does not hold for this worker on the days from `first` to before `beyond`; empty means that he is free.

    `calendar` must have been read for these days. With a place he also has to live near enough to go there every day.
    """
    begins, ends = midnight(first), midnight(beyond)
    point = place.point if place else None
    checks = {
        Reason.SKILL: calendar.skilled,
        Reason.PAPERS: not missing_over(calendar, first, beyond),
        Reason.STATE: calendar.works,
        Reason.HOURS: not any(start < ends and begins < end for start, end, opens in calendar.exceptions if not opens),
        Reason.RANGE: calendar.home is None or point is None or travel.kilometres(calendar.home, point) <= calendar.range_km,
        Reason.AREA: place is None or all(calendar.serves(day, place.district_id) for day in [first, *calendar.area_changes(first, beyond)]),
        Reason.FREE: not any(one.start < ends and begins < one.end for one in calendar.taken),
    }
    return [reason for reason, holds in checks.items() if not holds]


def missing_over(calendar: Calendar, first: date, beyond: date) -> frozenset[int]:
    """The kinds of paper that do not hold on every day. Something can only begin to be missing on the first day or on the day after an end."""
    ends = {date.fromisoformat(last) + ONE_DAY for _, _, last in calendar.papers if last}
    asked = {first, *(day for day in ends if first < day < beyond)}
    return frozenset().union(*(calendar.missing_papers(day) for day in asked))
