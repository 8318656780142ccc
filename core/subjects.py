"""What a question may be about: a registry of kinds, filled by the slices that own the things (`AppConfig.ready`).

A record that somebody asked keeps only kind and id. So whoever takes questions needs to know no slice that answers for the thing, and
slices beside one another stay independent.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

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


Finder = Callable[[int, datetime], Subject | None]
_FINDERS: dict[str, Finder] = {}


def register(kind: str, finder: Finder) -> None:
    """Add a kind; `finder` gives what is public now, None for everything else."""
    _FINDERS[kind] = finder


def find(reference: str, *, now: datetime) -> Subject | None:
    """The public thing that "kind:id" names; None for an unknown kind, what is not there and what is not public."""
    found = REFERENCE.fullmatch(reference)
    finder = _FINDERS.get(found[1]) if found else None
    return finder(int(found[2]), now) if found and finder else None
