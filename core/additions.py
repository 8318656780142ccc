"""What the slices above put on the pages of those below, so that a page need not know who stands over it.

A page names itself and its places: `{% additions "listing" listing as more %}` … `{{ more.main }}`. Who knows more about the thing of
the page registers, when the apps are ready, what it reads of it and which template goes to which place. A stored page asks here, too,
which versions it depends on beside its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

NOTHING: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Addition:
    """What one slice adds to one kind of page. `facts` reads once for all places; None: it adds nothing to this one."""

    page: str
    name: str
    facts: Callable[[Any], dict[str, Any] | None]
    parts: Mapping[str, str]
    scopes: Callable[[int], tuple[str, ...]] = lambda number: NOTHING
    order: int = 100


_ADDED: dict[tuple[str, str], Addition] = {}


def register(addition: Addition) -> None:
    """Add it; the same name on the same page again replaces it."""
    _ADDED[addition.page, addition.name] = addition


def of_page(page: str) -> list[Addition]:
    """What is added to a kind of page, in order."""
    return sorted((one for one in _ADDED.values() if one.page == page), key=lambda one: (one.order, one.name))


def scopes(page: str, number: int) -> list[str]:
    """The content scopes that a page of this thing depends on through its additions."""
    return [scope for one in of_page(page) for scope in one.scopes(number)]
