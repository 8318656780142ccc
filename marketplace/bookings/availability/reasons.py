"""Why a worker cannot come at a start, by name: one condition, one word. Empty means that he can."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from marketplace.bookings.availability import travel
from marketplace.bookings.availability.jobs import Job
from marketplace.bookings.availability.reading import Calendar
from marketplace.bookings.availability.slots import bounds
from marketplace.workers.intervals import covers
from marketplace.workers.minutes import day_of, days, to_minute


class Reason(StrEnum):
    """The names; `WORDS` says them to people."""

    SKILL = "skill"
    PAPERS = "papers"
    STATE = "state"
    HOURS = "hours"
    FREE = "free"
    TRAVEL = "travel"
    RANGE = "range"
    AREA = "area"
    NOTICE = "notice"
    HORIZON = "horizon"
    CAP = "cap"
    INTERVAL = "interval"
    HANDS = "hands"


WORDS = {
    Reason.SKILL: "不做这项服务",
    Reason.PAPERS: "证件不全或者过期",
    Reason.STATE: "现在不接单",
    Reason.HOURS: "不在工作时间",
    Reason.FREE: "已经有约",
    Reason.TRAVEL: "从上一家赶不过来，或者赶不到下一家",
    Reason.RANGE: "太远了",
    Reason.AREA: "他的门店不做这个区",
    Reason.NOTICE: "太急了",
    Reason.HORIZON: "太早了，还没开放",
    Reason.CAP: "这一天排满了",
    Reason.INTERVAL: "不是可选的时间点",
    Reason.HANDS: "这个时间凑不齐人手",
}


def refusals(calendar: Calendar, job: Job, start_at: datetime, *, now: datetime) -> list[Reason]:
    """Every condition that does not hold for this one worker at this start; how many hands it takes is not asked here. The same rule as `slots.starts_for`; a test holds the two together."""
    start = to_minute(start_at)
    day = day_of(start)
    earliest, beyond = bounds(job, now)
    around = days(day.fromordinal(day.toordinal() - 1), 3)
    checks = {
        Reason.SKILL: calendar.does_any,
        Reason.PAPERS: _papers_hold(calendar, day),
        Reason.STATE: calendar.works,
        Reason.HOURS: covers(calendar.working(around), start, start + job.minutes),
        Reason.RANGE: _in_range(calendar, job),
        Reason.AREA: calendar.serves(day, job.place.district_id),
        Reason.NOTICE: start >= earliest,
        Reason.HORIZON: start < beyond,
        Reason.CAP: calendar.visits_on(day) < calendar.daily_visits,
        Reason.INTERVAL: start % job.rule.interval_minutes == 0,
    }
    return [reason for reason, holds in checks.items() if not holds] + _in_the_way(calendar, job, start)


def _papers_hold(calendar: Calendar, day: date) -> bool:
    """Of the services that he does, the papers of one hold; who does none is refused for that alone."""
    return not calendar.missing_papers(day) if not calendar.also else calendar.does(day) > 0 or not calendar.does_any


def _in_range(calendar: Calendar, job: Job) -> bool:
    point = job.place.point
    return calendar.home is None or point is None or travel.kilometres(calendar.home, point) <= calendar.range_km


def _in_the_way(calendar: Calendar, job: Job, start: int) -> list[Reason]:
    """`free` when the period with its buffers overlaps something, else `travel` when a neighbour is too far."""
    begins, ends = start - job.rule.before_minutes, start + job.minutes + job.rule.after_minutes
    if any(one.start < ends and begins < one.end for one in calendar.taken):
        return [Reason.FREE]
    before = max((one for one in calendar.taken if one.end <= begins), key=lambda one: one.end, default=None)
    after = min((one for one in calendar.taken if one.start >= ends), key=lambda one: one.start, default=None)
    late = before is not None and before.end + travel.minutes(before.point, job.place.point, calendar.travel) > begins
    early = after is not None and ends + travel.minutes(job.place.point, after.point, calendar.travel) > after.start
    return [Reason.TRAVEL] if late or early else []


def able_at(calendars: Sequence[Calendar], job: Job, start_at: datetime, *, now: datetime) -> list[int]:
    """Who can come at one start: the fewest visits that day first, then by id."""
    day = day_of(to_minute(start_at))
    able = [calendar for calendar in calendars if not refusals(calendar, job, start_at, now=now)]
    return [calendar.worker_id for calendar in sorted(able, key=lambda one: (one.visits_on(day), one.worker_id))]
