"""tests/architecture/endpoints.toml as rows."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("endpoints.toml")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
KINDS = ("public", "self", "flow")
# What a staff screen's parts are for: URL name → (verb, methods, whether the address names a row).
PARTS = {
    "index": (("index", "index_results"), "read", ("GET",), False),
    "history": (("history", "history_results"), "create|update|delete", ("GET",), True),
    "usage": (("usage",), "update", ("GET",), True),
    "inspect": (("inspect",), "read", ("GET",), True),
    "add": (("add",), "create", ("GET", "POST"), False),
    "edit": (("edit",), "update", ("GET", "POST"), True),
    "delete": (("delete",), "delete", ("GET", "POST"), True),
}
CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Row:
    """One case of one address."""

    name: str
    case: int
    rights: dict[str, str]
    object: str = ""
    implicit: str = ""
    within: str = ""
    args: dict[str, str] = field(default_factory=dict)
    query: str = ""
    shows: bool = False
    demo: bool = False
    reads: str = ""
    writes: bool = True
    beyond: bool = False
    deciders: str = ""
    not_own: str = ""
    then: str = ""

    @property
    def label(self) -> str:
        """How the case is called in a report."""
        return f"{self.name}#{self.case}" if self.case else self.name


@cache
def rows() -> tuple[Row, ...]:
    """Every row of the table."""
    return (*_endpoints(), *_screens())


@cache
def document() -> dict[str, Any]:
    """The file as it stands."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _endpoints() -> Iterator[Row]:
    for name, value in document()["endpoint"].items():
        for case, entry in enumerate(value if isinstance(value, list) else [value]):
            rights = {method: entry[method] for method in METHODS if method in entry}
            yield Row(name, case, rights, **{key: given for key, given in entry.items() if key not in METHODS})


def _screens() -> Iterator[Row]:
    """The parts of a staff screen that it has; an address of a part that it has not is closed to everybody."""
    for screen, entry in document().get("screen", {}).items():
        for part, (names, verb, methods, names_row) in PARTS.items():
            right = f"{entry['resource']}.{verb}" if part in entry["parts"] else CLOSED
            for name in names:
                yield Row(f"{screen}:{name}", 0, dict.fromkeys(methods, right), object=entry["object"] if names_row else "", beyond=True)


def doors() -> dict[str, list[str]]:
    """Beginning of an address → modules that may stand behind it."""
    return document()["door"]


def declared_methods() -> dict[str, set[str]]:
    """URL name → methods over all its rows."""
    found: dict[str, set[str]] = {}
    for row in rows():
        found.setdefault(row.name, set()).update(row.rights)
    return found
