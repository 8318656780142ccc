"""What a question, a bookmark or a report may be about: a registry of kinds, filled by the slices that own the things (`AppConfig.ready`).

Such a record keeps only kind and id. So whoever takes questions needs to know no slice that answers for the thing, and
slices beside one another stay independent.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

BIGGEST = 2**63 - 1
REFERENCE = re.compile(r"([a-z]{2,20}):([1-9]\d{0,17})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing that the public may see now: how its kind is called, its title, its address on this site, who answers for it."""

    kind: str
    number: int
    label: str
    title: str
    url: str
    who: str = ""

    @property
    def reference(self) -> str:
        """As an address names it: "course:12"."""
        return f"{self.kind}:{self.number}"


Finder = Callable[[Sequence[int], datetime], list[Subject]]
_FINDERS: dict[str, Finder] = {}


def register(kind: str, finder: Finder) -> None:
    """Add a kind; `finder` gives those of many ids that are public now, in as many queries for one as for twenty."""
    _FINDERS[kind] = finder


def find(reference: str, *, now: datetime) -> Subject | None:
    """The public thing that "kind:id" names; None for an unknown kind, what is not there and what is not public."""
    found = REFERENCE.fullmatch(reference)
    return find_many([(found[1], int(found[2]))], now=now).get((found[1], int(found[2]))) if found else None


def find_many(wanted: Iterable[tuple[str, int]], *, now: datetime) -> dict[tuple[str, int], Subject]:
    """Of many things by kind and id those that are public now. A finder's queries for each kind."""
    by_kind: dict[str, list[int]] = {}
    for kind, number in wanted:
        if kind in _FINDERS and number <= BIGGEST:
            by_kind.setdefault(kind, []).append(number)
    return {(kind, one.number): one for kind, numbers in by_kind.items() for one in _FINDERS[kind](numbers, now)}


@dataclass(frozen=True, slots=True)
class Removal:
    """How staff take a thing of this kind off the public side: what that is called, the right it takes, the service behind it."""

    label: str
    right: tuple[str, str]
    remove: Callable[..., object]


_REMOVALS: dict[str, Removal] = {}


def register_removal(kind: str, removal: Removal) -> None:
    """Add the way to take down things of a kind; `remove(number, actor=, now=, note=)` is one call of the owner's own service."""
    _REMOVALS[kind] = removal


def removal(kind: str) -> Removal | None:
    """The way to take down things of a kind."""
    return _REMOVALS.get(kind)
