"""What an engagement costs and when: pure functions over whole fen and whole days (PRI-04, X-BK-11).

    accepted  = price × units + what is named beside it        one quote, one total
    period    = a month, 26 days, or up to seven days           they are created when both sides have signed
    worked    = price of the period × days there / days of it   rounded once for each person who was there, half up
    owed      = the smaller of worked and the period's price    never more than was accepted
    notice    = price of a day × the days of notice that were not given; nothing in the trial

Days are half-open: [first, beyond).
"""

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from core.money import Money
from marketplace.bookings.charging import Line, rounded
from marketplace.engagements.states import Basis

DAYS_OF = {Basis.TERM26.value: 26, Basis.DAY.value: 1}
# A day of a month's pay, as the trade counts it.
DAYS_IN_A_MONTH = 30
WEEK = 7
UNIT_LABELS = {Basis.TERM26.value: "元/26 天", Basis.MONTH.value: "元/月", Basis.DAY.value: "元/天"}
COUNTED = {Basis.TERM26.value: "期（每期 26 天）", Basis.MONTH.value: "个月", Basis.DAY.value: "天"}


@dataclass(frozen=True, slots=True)
class Span:
    """A period: its days, how many units of price it has, and what it costs at most."""

    first: date
    beyond: date
    units: int
    fen: int

    @property
    def days(self) -> int:
        """How many."""
        return (self.beyond - self.first).days


@dataclass(frozen=True, slots=True)
class There:
    """Somebody's days in the home, at the price of a unit."""

    first: date
    beyond: date
    unit_fen: int


def months_later(day: date, months: int) -> date:
    """The same day so many months later, the last of the month where there is none."""
    place = day.month - 1 + months
    year, month = day.year + place // 12, place % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def beyond_of(basis: str, first: date, units: int) -> date:
    """The first day after so many units."""
    return months_later(first, units) if basis == Basis.MONTH else first + timedelta(days=units * DAYS_OF[basis])


def spans_of(basis: str, first: date, units: int, unit_fen: int) -> list[Span]:
    """The periods of so many units, in order, without a gap; their prices sum to price × units."""
    step = WEEK if basis == Basis.DAY else 1
    edges = [*range(0, units, step), units]
    return [Span(beyond_of(basis, first, one), beyond_of(basis, first, other), other - one, unit_fen * (other - one)) for one, other in pairwise(edges)]


def lines_of(inputs: Mapping[str, Any]) -> list[Line]:
    """The lines of a quote from what is stored with it; they sum to its total."""
    price, units, basis = inputs["unit_fen"], inputs["units"], inputs["basis"]
    base = Line("base", "服务费", f"{Money(price).short} {UNIT_LABELS[basis]} × {units} {COUNTED[basis]}", price * units)
    return [base, *(Line("extra", one["label"], "一次性，随第一期付", one["fen"]) for one in inputs.get("extras", ()))]


def total_of(inputs: Mapping[str, Any]) -> int:
    """The total, in fen."""
    return sum(line.fen for line in lines_of(inputs))


def extras_of(inputs: Mapping[str, Any]) -> int:
    """What is named beside the price, in fen."""
    return sum(one["fen"] for one in inputs.get("extras", ()))


def worked_fen(span: Span, stays: Iterable[There]) -> int:
    """What the days of a period in which somebody was there are worth; never more than the period's price."""
    worth = 0
    for stay in stays:
        days = (min(stay.beyond, span.beyond) - max(stay.first, span.first)).days
        if days > 0:
            worth += rounded(stay.unit_fen * span.units * days, span.days)
    return min(worth, span.fen)


def day_fen(basis: str, unit_fen: int) -> int:
    """What a day is worth when days of notice are missing."""
    return rounded(unit_fen, DAYS_IN_A_MONTH if basis == Basis.MONTH else DAYS_OF[basis])


def notice_fen(terms: Mapping[str, Any], unit_fen: int, *, given_days: int, in_trial: bool = False) -> int:
    """What ending costs with so many days of notice given."""
    missing = max(0, terms["notice_days"] - max(0, given_days))
    return 0 if in_trial else day_fen(terms["basis"], unit_fen) * missing


def until(stays: Sequence[There], beyond: date) -> list[There]:
    """The same stays, cut off before a day."""
    return [There(stay.first, min(stay.beyond, beyond), stay.unit_fen) for stay in stays if stay.first < beyond]
