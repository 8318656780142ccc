"""The week of a worker as a picture: what he has set, laid out by day. Free time is asked of bookings, never of this."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone

from core import clock
from core.models import Holiday
from marketplace.workers.intervals import common
from marketplace.workers.minutes import midnight, to_minute, to_minute_up
from marketplace.workers.models import CalendarException, Worker
from marketplace.workers.models.calendar import DAY_MINUTES, WEEKDAYS
from marketplace.workers.working import working

FIRST, LAST = 6 * 60, 22 * 60


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a day in minutes after midnight."""

    start: int
    end: int

    @property
    def words(self) -> str:
        """08:00–12:00."""
        return f"{clock_text(self.start)}–{clock_text(self.end)}"


@dataclass(slots=True)
class Day:
    """One day of the picture. `note`: why it is not as the week says."""

    date: date
    name: str
    today: bool
    stretches: list[Stretch] = field(default_factory=list)
    note: str = ""
    rest: bool = False

    @property
    def minutes(self) -> int:
        """How long he works."""
        return sum(one.end - one.start for one in self.stretches)

    @property
    def bars(self) -> list[tuple[float, float]]:
        """Where the stretches lie between 06:00 and 22:00, as shares of a hundred: from, how long."""
        span = LAST - FIRST
        found = []
        for one in self.stretches:
            start, end = max(one.start, FIRST), min(one.end, LAST)
            if start < end:
                found.append((round((start - FIRST) * 100 / span, 2), round((end - start) * 100 / span, 2)))
        return found


def clock_text(minutes: int) -> str:
    """08:30; the end of a day is 24:00."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def week_in_words(worker: Worker) -> str:
    """The weekly hours in one line: 周一到周五 08:00–18:00，周六 09:00–12:00; empty without any. No query where they are prefetched."""
    by_day: dict[int, list[str]] = {}
    for one in sorted(worker.weekly_hours.all(), key=lambda row: (row.weekday, row.starts_minute)):
        by_day.setdefault(one.weekday, []).append(f"{clock_text(one.starts_minute)}–{clock_text(one.ends_minute)}")
    runs: list[tuple[int, int, str]] = []
    for day, spans in sorted(by_day.items()):
        text = "、".join(spans)
        if runs and runs[-1][1] == day - 1 and runs[-1][2] == text:
            runs[-1] = (runs[-1][0], day, text)
        else:
            runs.append((day, day, text))
    named = "一二三四五六日"
    return "，".join(f"周{named[first]}{f'到周{named[last]}' if last > first else ''} {text}" for first, last, text in runs)


def week_hours(worker: Worker) -> dict[int, list[tuple[int, int]]]:
    """Weekday → stretches in order. One query."""
    found: dict[int, list[tuple[int, int]]] = {number: [] for number, _ in WEEKDAYS}
    for day, start, end in worker.weekly_hours.order_by("weekday", "starts_minute").values_list("weekday", "starts_minute", "ends_minute"):
        found[day].append((start, end))
    return found


def exceptions_of(worker: Worker, *, after: datetime) -> list[CalendarException]:
    """What is not over yet, the next first. One query."""
    return list(worker.calendar_exceptions.filter(period__endswith__gt=after).order_by("period", "pk"))


def whole_days(exception: CalendarException) -> bool:
    """Whether it begins and ends at midnight."""
    start, end = timezone.localtime(exception.period.lower), timezone.localtime(exception.period.upper)
    return (start.hour, start.minute, end.hour, end.minute) == (0, 0, 0, 0)


def picture(worker: Worker, *, first: date, days: int, now: datetime) -> list[Day]:
    """The days from `first` on, as weekly hours, exceptions and holidays make them. Three queries."""
    dates = [first + timedelta(days=place) for place in range(days)]
    begins, ends = clock.midnight(first), clock.midnight(first + timedelta(days=days))
    found = list(worker.calendar_exceptions.filter(period__overlap=(begins, ends)).order_by("period", "pk"))
    holidays = Holiday.objects.filter(date__range=(first, dates[-1]), kind="rest")
    rests = {str(row.date): row.name for row in holidays} if worker.rests_on_holidays else {}
    hours = [(weekday, *stretch) for weekday, stretches in week_hours(worker).items() for stretch in stretches]
    spans = [(to_minute(one.period.lower), to_minute_up(one.period.upper), one.free) for one in found]
    works = working(hours, spans, rests, dates)
    return [
        _day(day, works, [(span, one.reason) for span, one in zip(spans, found, strict=True)], rests.get(str(day)), timezone.localdate(now)) for day in dates
    ]


def _day(day: date, works: list[tuple[int, int]], exceptions: list[tuple[tuple[int, int, bool], str]], holiday: str | None, today: date) -> Day:
    base = midnight(day)
    whole = [(base, base + DAY_MINUTES)]
    stretches = [Stretch(start - base, end - base) for start, end in common(works, whole)]
    notes = [f"{holiday}休息"] if holiday else []
    for free in (True, False):
        notes += [reason or ("加开" if free else "休息") for (start, end, opens), reason in exceptions if opens is free and common([(start, end)], whole)]
    return Day(day, "周" + "一二三四五六日"[day.weekday()], day == today, stretches, "，".join(dict.fromkeys(notes)), rest=holiday is not None)
