"""When a worker works: the week with its breaks, days off, extra hours, holidays (BKG-23, X-BK-01). Slots follow at once: nothing of it is stored."""

import itertools
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core import clock
from core.access import Actor, require
from core.audit.services import record
from core.errors import Invalid
from marketplace.workers.events import WORKER_CALENDAR_CHANGED
from marketplace.workers.models import CalendarException, WeeklyHours, Worker
from marketplace.workers.models.calendar import DAY_MINUTES, WEEKDAYS
from marketplace.workers.services.filing import locked, require_changeable
from marketplace.workers.services.telling import changed

MOST_STRETCHES, MOST_EXCEPTIONS, LONGEST_DAYS, LONGEST_REASON = 4, 200, 120, 60
SHORTEST = 15
AHEAD = timedelta(days=400)
Stretch = tuple[int, int, int]


def set_week(worker: Worker, *, hours: Iterable[Stretch], rests_on_holidays: bool, actor: Actor, now: datetime) -> Worker:
    """The whole week: (weekday from 0 for Monday, from, to) in minutes after midnight; a break is the gap between two of a day. Row lock.

    Raises NotFound, Forbidden, FileClosed, Invalid naming the day (`day_0` …).
    """
    require(actor, "update", WeeklyHours(worker=worker))
    week = sorted(set(hours))
    _check_week(week)
    with transaction.atomic():
        row = locked(worker)
        require_changeable(row)
        row.weekly_hours.all().delete()
        WeeklyHours.objects.bulk_create([WeeklyHours(worker=row, weekday=day, starts_minute=start, ends_minute=end) for day, start, end in week])
        row.rests_on_holidays, row.changed_at = rests_on_holidays, now
        row.save(update_fields=["rests_on_holidays", "changed_at"])
        record(actor, function="worker_calendar.week", obj=row, detail={"stretches": len(week), "rests_on_holidays": rests_on_holidays}, now=now)
        changed(row, WORKER_CALENDAR_CHANGED)
    return row


def _check_week(week: list[Stretch]) -> None:
    problems: dict[str, list[str]] = {}
    for number, label in WEEKDAYS:
        day = [(start, end) for weekday, start, end in week if weekday == number]
        if len(day) > MOST_STRETCHES:
            problems[f"day_{number}"] = [f"{label}最多分 {MOST_STRETCHES} 段。"]
        if any(not 0 <= start <= end - SHORTEST <= DAY_MINUTES - SHORTEST for start, end in day):
            problems[f"day_{number}"] = [f"{label}每段至少 {SHORTEST} 分钟，收工要在开工以后。"]
        if any(later[0] < earlier[1] for earlier, later in itertools.pairwise(day)):
            problems[f"day_{number}"] = [f"{label}有两段叠在一起。"]
    if any(not 0 <= weekday <= 6 for weekday, _, _ in week):
        problems["day_0"] = ["没有这一天。"]
    if problems:
        raise Invalid(fields=problems)


def add_exception(
    worker: Worker,
    *,
    starts_on: date,
    ends_on: date,
    actor: Actor,
    now: datetime,
    minutes: tuple[int, int] | None = None,
    free: bool = False,
    reason: str = "",
) -> CalendarException:
    """Off, or with `free` working although the week says otherwise: whole days, or with `minutes` that stretch of one day. Row lock.

    Raises NotFound, Forbidden, FileClosed, Invalid.
    """
    require(actor, "update", WeeklyHours(worker=worker))
    period = _period(starts_on, ends_on, minutes, today=timezone.localdate(now))
    said = reason.strip()
    if len(said) > LONGEST_REASON or "\x00" in said:
        raise Invalid(fields={"reason": [f"最多 {LONGEST_REASON} 个字。"]})
    with transaction.atomic():
        row = locked(worker)
        require_changeable(row)
        if row.calendar_exceptions.filter(period__endswith__gt=now).count() >= MOST_EXCEPTIONS:
            raise Invalid(fields={"starts_on": ["临时安排太多了，先删掉几条。"]})
        found = CalendarException.objects.create(worker=row, period=period, free=free, reason=said)
        record(actor, function="worker_calendar.except", obj=row, detail={"free": free, "from": period[0].isoformat(), "to": period[1].isoformat()}, now=now)
        changed(row, WORKER_CALENDAR_CHANGED)
    return found


def _period(starts_on: date, ends_on: date, minutes: tuple[int, int] | None, *, today: date) -> tuple[datetime, datetime]:
    if ends_on < starts_on:
        raise Invalid(fields={"ends_on": ["到哪天要在从哪天以后。"]})
    if ends_on < today or starts_on > today + AHEAD:
        raise Invalid(fields={"starts_on": ["安排今天以后、一年以内的。"]})
    if (ends_on - starts_on).days >= LONGEST_DAYS:
        raise Invalid(fields={"ends_on": [f"一次最多 {LONGEST_DAYS} 天。"]})
    if minutes is None:
        return clock.midnight(starts_on), clock.midnight(ends_on + timedelta(days=1))
    if starts_on != ends_on:
        raise Invalid(fields={"ends_on": ["写了几点到几点，就只能是同一天。"]})
    start, end = minutes
    if not 0 <= start <= end - SHORTEST <= DAY_MINUTES - SHORTEST:
        raise Invalid(fields={"minutes": [f"至少 {SHORTEST} 分钟，结束要在开始以后。"]})
    base = clock.midnight(starts_on)
    return base + timedelta(minutes=start), base + timedelta(minutes=end)


def remove_exception(exception: CalendarException, *, actor: Actor, now: datetime) -> None:
    """Take it out again. Row lock of the worker. Raises NotFound, Forbidden, FileClosed."""
    require(actor, "update", exception)
    with transaction.atomic():
        row = locked(exception.worker)
        require_changeable(row)
        record(actor, function="worker_calendar.unexcept", obj=row, detail={"exception": exception.pk}, now=now)
        exception.delete()
        changed(row, WORKER_CALENDAR_CHANGED)
