"""Working time: the week, without public holidays for who rests then, and what opens or closes beside it.

The picture of a worker's week and the answer whether he is free (bookings) come from this one function.
"""

from collections.abc import Collection, Iterable
from datetime import date

from marketplace.workers.intervals import Stretch, merged, without
from marketplace.workers.minutes import midnight

# Weekday from 0 for Monday, from and to in minutes after midnight.
Hours = Iterable[tuple[int, int, int]]
# From and to in minutes since 1970, and whether it opens time or closes it.
Exceptions = Collection[tuple[int, int, bool]]


def working(hours: Hours, exceptions: Exceptions, rests: Collection[str], days: Iterable[date]) -> list[Stretch]:
    """The stretches of these days in which somebody works, whether taken or not: (week ∪ opened) − closed. Closed wins.

    `rests`: the public holidays on which he rests, as 2026-10-01. What is opened outside these days is there too.
    """
    by_weekday: dict[int, list[Stretch]] = {}
    for weekday, start, end in hours:
        by_weekday.setdefault(weekday, []).append((start, end))
    week = [(midnight(day) + start, midnight(day) + end) for day in days if str(day) not in rests for start, end in by_weekday.get(day.weekday(), ())]
    opened = [(start, end) for start, end, free in exceptions if free]
    closed = merged((start, end) for start, end, free in exceptions if not free)
    return without(merged([*week, *opened]), closed)
