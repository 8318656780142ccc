"""An object of an address, as the builders of `objects` and `portal_objects` make it."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.rights.world import World

OWN, TENANT, FOREIGN, SHOWN, HIDDEN, MISSING = "own", "tenant", "foreign", "shown", "hidden", "missing"
NOT_THERE = 999_999_937
NO_FILE = uuid.UUID("00000000-0000-4000-8000-000000000000")


@dataclass(slots=True)
class Built:
    """An object and how an address names it."""

    args: dict[str, Any] = field(default_factory=dict)
    letters: frozenset[str] | None = frozenset()
    row: Any = None


Builder = Callable[[World, str, str, str], Built | None]


def letters(relation: str, *more: str) -> frozenset[str]:
    return frozenset({*{OWN: "o", TENANT: "t"}.get(relation, ""), *more})
