"""What a visit is made of: one or several services of a provider, each with its own plan and price, and add-ons (X-BK-08, SVC-27).

The services are done one after the other: their minutes add up, the most hands that one of them needs come, and each service is done by
as many as it needs. The slot list, the page and the hold all ask here, so that what is shown is what is taken.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.errors import Invalid
from marketplace.bookings.availability import Job, Place, Rule
from marketplace.bookings.availability.rules import joined, rules_of
from marketplace.bookings.effort import Plan
from marketplace.bookings.errors import NotBookable, TooMuch
from marketplace.bookings.models import AddOn
from marketplace.bookings.models.orders import MOST_MINUTES
from marketplace.bookings.queries.providers import is_bookable, siblings
from marketplace.bookings.services.checking import checked_amount
from marketplace.bookings.services.quoting import inputs_of, plan_for
from marketplace.listings.models import Listing

MOST_SERVICES = 4


@dataclass(frozen=True, slots=True)
class Further:
    """Another service of the same provider in the same visit: which offer, and how long or how much of it."""

    listing_id: int
    minutes: int | None = None
    amount: int = 1


@dataclass(frozen=True, slots=True)
class Part:
    """One service of a visit."""

    listing: Listing
    rule: Rule
    plan: Plan
    amount: int

    @property
    def name(self) -> str:
        """What it is called."""
        return self.listing.service_type.name if self.listing.service_type else self.listing.title


@dataclass(frozen=True, slots=True)
class Composed:
    """A visit as it was put together."""

    parts: tuple[Part, ...]
    addons: tuple[AddOn, ...]
    rule: Rule

    @property
    def several(self) -> bool:
        """Whether it is more than one service."""
        return len(self.parts) > 1

    @property
    def plan(self) -> Plan:
        """The plan of the first service."""
        return self.parts[0].plan

    @property
    def minutes(self) -> int:
        """How long the visit takes."""
        return sum(part.plan.minutes for part in self.parts) + sum(addon.minutes for addon in self.addons)

    @property
    def hands(self) -> int:
        """How many come."""
        return max(part.plan.hands for part in self.parts)

    @property
    def needs(self) -> tuple[int, ...]:
        """How many have to do each service; empty for one service."""
        return tuple(part.plan.hands for part in self.parts) if self.several else ()

    def job(self, place: Place) -> Job:
        """What is asked of the calendars."""
        first, *also = (part.listing.service_type_id or 0 for part in self.parts)
        return Job(first, self.rule, self.minutes, place, self.hands, tuple(also), self.needs)

    def inputs(self, start: datetime, rest: Collection[str]) -> dict[str, Any]:
        """Everything that the price is computed from. `rest`: the days of rest around the start."""
        found, at = [], start
        for part in self.parts:
            named = {"label": part.name, "service_type": part.listing.service_type_id} if self.several else {}
            found.append(_inputs(part, at, rest) | named)
            at += timedelta(minutes=part.plan.minutes)
        addons = [{"label": addon.name, "fen": addon.price_fen, "minutes": addon.minutes} for addon in self.addons]
        return found[0] | ({"parts": found[1:]} if self.several else {}) | ({"addons": addons} if addons else {})

    def kept(self) -> list[dict[str, Any]]:
        """The services as an order keeps them; nothing for one service."""
        return [
            {
                "service_type": part.listing.service_type_id,
                "listing": part.listing.pk,
                "name": part.name,
                "minutes": part.plan.minutes,
                "hands": part.plan.hands,
                "amount": part.amount,
            }
            for part in (self.parts if self.several else ())
        ]


def _inputs(part: Part, start: datetime, rest: Collection[str]) -> dict[str, Any]:
    unit, plan, price = part.listing.unit, part.plan, part.listing.price_fen or 0
    if unit is None:
        raise NotBookable
    return inputs_of(unit=unit, price_fen=price, rule=part.rule, start=start, minutes=plan.minutes, amount=part.amount, hands=plan.hands, rest=rest)


def compose(
    listing: Listing,
    *,
    now: datetime,
    minutes: int | None = None,
    amount: int = 1,
    answers: Mapping[str, int] | None = None,
    also: Sequence[Further] = (),
    addons: Sequence[int] = (),
    known: Mapping[int, Rule] | None = None,
) -> Composed:
    """Put a visit together. Three queries at most; `known`: rules by service type that were read before. Raises Invalid, NotBookable, TooMuch."""
    if not is_bookable(listing):
        raise NotBookable
    further = _further(listing, also, now)
    asked = [listing.service_type_id or 0, *(one.service_type_id or 0 for one, _ in further)]
    rules = rules_of(asked) if known is None else [known.get(number) or Rule() for number in asked]
    parts = [_part(listing, rules[0], minutes, amount, answers)]
    parts += [_part(one, rule, more.minutes, more.amount, answers) for (one, more), rule in zip(further, rules[1:], strict=True)]
    found = Composed(tuple(parts), tuple(_addons(listing, addons)), joined(rules))
    if found.minutes > MOST_MINUTES // 2:
        raise TooMuch
    return found


def _part(listing: Listing, rule: Rule, minutes: int | None, amount: int, answers: Mapping[str, int] | None) -> Part:
    unit = listing.unit.code if listing.unit else ""
    return Part(listing, rule, plan_for(unit_code=unit, rule=rule, minutes=minutes, amount=checked_amount(amount), answers=answers), amount)


def _further(listing: Listing, also: Sequence[Further], now: datetime) -> list[tuple[Listing, Further]]:
    """The further offers: public, of the same provider, each another service. Raises Invalid."""
    if not also:
        return []
    known = {row.pk: row for row in siblings(listing, now=now)}
    wanted = {one.listing_id: one for one in also}
    if not set(wanted) <= set(known) or len(wanted) >= MOST_SERVICES:
        raise Invalid(fields={"also": [f"一次最多做 {MOST_SERVICES} 项，都要是这一家在做的。"]})
    return [(known[number], one) for number, one in sorted(wanted.items())]


def _addons(listing: Listing, numbers: Sequence[int]) -> list[AddOn]:
    if not numbers:
        return []
    found = list(AddOn.objects.filter(listing=listing, active=True, pk__in=numbers).order_by("pk"))
    if len(found) != len(set(numbers)):
        raise Invalid(fields={"addons": ["有一项现在不卖了，刷新再选。"]})
    return found
