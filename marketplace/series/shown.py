"""What the pages of a series show, computed once for all of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marketplace.bookings.charging import lines_of
from marketplace.bookings.models import Booking
from marketplace.bookings.states import AssignmentStatus, BookingState
from marketplace.series.models import PackagePass, Series, SeriesVisit
from marketplace.series.states import Fate, PackageUnit, Rhythm

WEEKDAYS = "一二三四五六日"
STEPS: Mapping[str, str] = {
    "accept": "接受价格，定下来",
    "decline": "没有约",
    "expire": "过时作废",
    "change": "改了以后的",
    "pause": "暂停一段",
    "resume": "恢复",
    "end": "不再继续",
    "stop": "做完这个月不再继续",
    "finish": "都做完了",
}
TONES = {Fate.BOOKED: "brand", Fate.EXCEPTION: "bad", Fate.PLANNED: "info"}


def clock_of(minute: int) -> str:
    """A minute of the day as 09:30."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def rhythm_in_words(row: Series) -> str:
    """每周二、五 09:00."""
    return f"{_days_in_words(row)} {clock_of(row.starts_minute)}"


def _days_in_words(row: Series) -> str:
    if row.rhythm == Rhythm.MONTH_DAY:
        return f"每月 {row.first_on.day} 日"
    if row.rhythm == Rhythm.MONTH_WEEKDAY:
        place = (row.first_on.day - 1) // 7 + 1
        return f"每月{'最后一个' if place == 5 else f'第 {place} 个'}周{WEEKDAYS[row.first_on.weekday()]}"
    days = "、".join(WEEKDAYS[number] for number in sorted(row.weekdays))
    return f"{'每周' if row.rhythm == Rhythm.WEEKLY else '每两周的周'}{days}"


@dataclass(frozen=True, slots=True)
class Shown:
    """A date as the list of a series shows it."""

    visit: SeriesVisit
    line: str
    tone: str
    who: str
    notes: tuple[str, ...]
    may_act: bool
    fits: bool | None = None


def rows_of(visits: Iterable[SeriesVisit], *, now: datetime, able: Mapping[datetime, list[int]] | None = None) -> list[Shown]:
    """The dates as a list. `able`: who can come at a start, for an offer that was not accepted yet."""
    return [_shown(visit, now, able) for visit in visits]


def _shown(visit: SeriesVisit, now: datetime, able: Mapping[datetime, list[int]] | None) -> Shown:
    booking = visit.booking if visit.fate == Fate.BOOKED else None
    line = BookingState(booking.state).label if booking else Fate(visit.fate).label
    fits = bool(able[visit.starts_at]) if able is not None and visit.starts_at in able else None
    may_act = visit.fate in (Fate.PLANNED, Fate.BOOKED, Fate.EXCEPTION) and visit.starts_at > now
    return Shown(visit, line, TONES.get(Fate(visit.fate), ""), coming(booking), extra_lines(visit.inputs), may_act, fits)


def extra_lines(inputs: Mapping[str, Any]) -> tuple[str, ...]:
    """Why a visit costs more than the plain one: night, holiday."""
    return tuple(line.label for line in lines_of(inputs) if line.kind in ("night", "holiday"))


def coming(booking: Booking | None) -> str:
    """Who comes, from what was read with the order."""
    if booking is None:
        return ""
    rows = [one for visit in booking.visits.all() for one in visit.assignments.all() if one.status != AssignmentStatus.RELEASED]
    return rows[-1].worker.called if rows else ""


def units_in_words(card: PackagePass, number: int) -> str:
    """So many visits, or minutes as hours."""
    if card.unit == PackageUnit.VISIT:
        return f"{number} 次"
    return f"{number / 60:g} 小时"
