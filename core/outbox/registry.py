"""Which handler wants which event. Slices' `handlers.py` fill it at start."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """A kind of event that a slice owns: its dotted name and the ids that its payload carries."""

    name: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event handed to a handler."""

    id: int
    event: str
    key: str
    ids: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Handler:
    """A registered handler. `outside`: it calls out and is at least once; else its effect and its mark are one transaction."""

    name: str
    events: frozenset[str]
    function: Callable[..., Any]
    outside: bool
    batch: bool
    coalesce: bool


HANDLERS: dict[str, Handler] = {}


def _register(events: tuple[Event | str, ...], outside: bool, batch: bool, coalesce: bool) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    names = frozenset(event if isinstance(event, str) else event.name for event in events)

    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        name = f"{function.__module__}.{function.__qualname__}"
        HANDLERS[name] = Handler(name, names, function, outside, batch, coalesce)
        return function

    return add


def on(*events: Event | str, batch: bool = False, coalesce: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorator for a handler that only changes the database: savepoint, effect and mark in one transaction, exactly once.

    It gets one `Delivery`, or with `batch` a list in order; with `coalesce` only the last of several with the same key.
    """
    return _register(events, False, batch, coalesce)


def deliver(*events: Event | str, batch: bool = False, coalesce: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorator for a handler that calls outside: leased, called without a transaction, marked after; at least once."""
    return _register(events, True, batch, coalesce)


def wanting(event: str) -> list[Handler]:
    """The handlers of an event, in name order."""
    return [handler for _, handler in sorted(HANDLERS.items()) if event in handler.events]
