"""The live URL map: every address that the site answers, and whose it is."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.admin.viewsets import viewsets

from tests.architecture import source


@dataclass(frozen=True, slots=True)
class Address:
    """One pattern of the URL map: its full name ("listings:detail", "" without one), its route, and the module of its view."""

    name: str
    route: str
    module: str
    is_ours: bool


@cache
def addresses() -> tuple[Address, ...]:
    """Every pattern of the root URL map, in order. Of equal routes only the first is ever reached."""
    root = get_resolver()
    root.url_patterns  # loading the map fills the registry of staff screens
    screens = {one.name for one in viewsets.viewsets if _is_own(type(one).__module__)}
    found: dict[str, Address] = {}
    for address in _walk(root, "", (), screens):
        found.setdefault(address.route, address)
    return tuple(found.values())


def _is_own(module: str) -> bool:
    return module.split(".")[0] in source.OWN


def _walk(resolver: URLResolver, before: str, spaces: tuple[str, ...], screens: set[str]) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, route, (*spaces, pattern.namespace) if pattern.namespace else spaces, screens)
        else:
            module = _module_of(pattern)
            name = ":".join((*spaces, pattern.name)) if pattern.name else ""
            yield Address(name, route, module, _is_own(module) or bool(screens.intersection(spaces[:1])))


def _module_of(pattern: URLPattern) -> str:
    """Where the view is written: the class behind `as_view` (where one was put together by `type`, its base), the function, the object's class."""
    view: Any = pattern.callback
    kind = getattr(view, "view_class", None) or getattr(view, "cls", None) or (view if hasattr(view, "__qualname__") else type(view))
    while isinstance(kind, type) and not hasattr(sys.modules[kind.__module__], kind.__name__):
        kind = kind.__bases__[0]
    return kind.__module__


@cache
def ours() -> dict[str, Address]:
    """Our own addresses by name. Where a name stands for several routes, the first."""
    found: dict[str, Address] = {}
    for address in addresses():
        if address.is_ours:
            found.setdefault(address.name, address)
    return found
