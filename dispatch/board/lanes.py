"""A day as a strip: where working time and visits lie between six in the morning and ten at night."""

from collections.abc import Iterable
from datetime import date, datetime

from core.clock import midnight
from marketplace.workers.minutes import to_minute

FIRST, LAST = 6 * 60, 22 * 60
# The hours written over the strip, evenly spaced from its beginning to its end.
HOURS = ("06:00", "10:00", "14:00", "18:00", "22:00")


def bar(day: date, start: int, end: int) -> tuple[float, float] | None:
    """From where and how long, as shares of a hundred; None for what lies outside. `start`, `end`: minutes since 1970."""
    zero, span = to_minute(midnight(day)), LAST - FIRST
    first, last = max(start - zero, FIRST), min(end - zero, LAST)
    return (round((first - FIRST) * 100 / span, 2), round((last - first) * 100 / span, 2)) if first < last else None


def bars(day: date, stretches: Iterable[tuple[int, int]]) -> list[tuple[float, float]]:
    """The bars of all stretches that can be seen."""
    return [found for start, end in stretches if (found := bar(day, start, end))]


def bar_of(day: date, start: datetime, end: datetime) -> tuple[float, float] | None:
    """The bar of a visit."""
    return bar(day, to_minute(start), to_minute(end))
