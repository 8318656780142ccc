"""What pays for a visit instead of its price, said by the slices above (a package that the family has). Empty while nobody says anything.

A cover is a name and a key (`package:T2611…`). Its lines stand in the quote as one line that takes off what the others add up to, so the
total stays exact; it is taken when the price is accepted, in that transaction.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.access import Actor
from core.errors import Invalid, NotFound
from marketplace.bookings.models import Booking, Quote


@dataclass(frozen=True, slots=True)
class Cover:
    """`check` says what the quote calls it, `take` uses it up, `require_at` judges another start; each raises a DomainError when it does not hold."""

    check: Callable[..., str]
    take: Callable[..., None]
    require_at: Callable[[str, Booking, datetime], None]


_COVERS: dict[str, Cover] = {}


def register(name: str, cover: Cover) -> None:
    """Add a cover; the same name again replaces it."""
    _COVERS[name] = cover


def covered(inputs: Mapping[str, Any], wanted: str, booking: Booking, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """The inputs of a price with what pays for it, if something does: one service, done by one. Raises Invalid, NotFound, and
    what the cover raises.
    """
    if not wanted:
        return dict(inputs)
    if inputs.get("parts") or inputs.get("addons") or inputs.get("hands", 1) > 1:
        raise Invalid(fields={"cover": ["套餐付一个人来做的这一项服务；加项、别的服务和几个人一起上门另外约。"]})
    cover, key = _named(wanted)
    return {**inputs, "cover": wanted, "cover_label": cover.check(key, booking, actor=actor, now=now)}


def take(quote: Quote, booking: Booking, *, actor: Actor, now: datetime) -> None:
    """Use up what pays for an accepted price. Inside the transaction of accepting. Raises what the cover raises."""
    if wanted := quote.inputs.get("cover", ""):
        cover, key = _named(wanted)
        cover.take(key, booking, quote, actor=actor, now=now)


def require_at(inputs: Mapping[str, Any], booking: Booking, start: datetime) -> None:
    """Whether what pays for an order pays for it at another start, too. Raises what the cover raises."""
    if wanted := inputs.get("cover", ""):
        cover, key = _named(wanted)
        cover.require_at(key, booking, start)


def _named(wanted: str) -> tuple[Cover, str]:
    name, _, key = wanted.partition(":")
    if name not in _COVERS:
        raise NotFound
    return _COVERS[name], key
