"""Where the facts of credit come from: a registry, since some of them are known only to slices above this one.

A source belongs to one part of the score. Asked for many subjects of a kind at once it gives, for those of which it knows something,
how many facts there were in a stretch of time and what they are worth together, in hundredths: ten visits, nine in time, are
(900, 10). Several sources of one part are added up. Each makes as many queries for one subject as for hundreds.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from marketplace.credit.parameters import MONTHS
from marketplace.credit.states import Part

# A fact that is as good as can be.
FULL = 100
Counts = Mapping[int, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Window:
    """The time that counts: [since, before)."""

    since: datetime
    before: datetime

    @classmethod
    def until(cls, before: datetime) -> "Window":
        """The months that count, up to a moment."""
        return cls(months_before(before, MONTHS.at(before)), before)

    def of(self, field: str) -> dict[str, datetime]:
        """As a condition on a column."""
        return {f"{field}__gte": self.since, f"{field}__lt": self.before}


Counting = Callable[[str, Sequence[int], Window], Counts]


def months_before(at: datetime, months: int) -> datetime:
    """The same moment so many months earlier; a day that the month has not becomes its last."""
    local = timezone.localtime(at)
    year, month = divmod(local.year * 12 + local.month - 1 - months, 12)
    first = local.replace(day=1, year=year, month=month + 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(local.day, last.day))


_SOURCES: dict[str, tuple[Part, Counting]] = {}


def register(name: str, part: Part, count: Counting) -> None:
    """Add a source; the same name again replaces it. Called when the apps are ready."""
    _SOURCES[name] = part, count


def counted(kind: str, numbers: Sequence[int], window: Window) -> dict[int, dict[Part, tuple[int, int]]]:
    """What all sources know of these subjects, by id and part. A few queries for each source."""
    found: dict[int, dict[Part, tuple[int, int]]] = {number: {} for number in numbers}
    for _, (part, count) in sorted(_SOURCES.items()):
        for number, (total, facts) in count(kind, numbers, window).items():
            before = found[number].get(part, (0, 0))
            found[number][part] = before[0] + total, before[1] + facts
    return found
