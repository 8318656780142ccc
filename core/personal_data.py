"""What is stored about a person, slice by slice, for the person's own copy (个人信息保护法 45). Slices register in `AppConfig.ready`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Source:
    """One slice's part of the copy: its label and the function that gives plain data for a user id."""

    name: str
    label: str
    read: Callable[[int], Any]


_SOURCES: dict[str, Source] = {}


def register(source: Source) -> None:
    """Add a part; the same name again replaces it."""
    _SOURCES[source.name] = source


def sources() -> list[Source]:
    """All parts, in order of their names."""
    return [_SOURCES[name] for name in sorted(_SOURCES)]


def collect(user_id: int) -> dict[str, Any]:
    """Everything that is stored about a person."""
    return {source.name: source.read(user_id) for source in sources()}
