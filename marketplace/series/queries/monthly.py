"""What is sold by the month, what a visit comes to in it, and what a family was charged (PRI-04)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.access import Actor, tenants
from core.errors import NotFound
from marketplace.bookings.charging import rounded
from marketplace.bookings.models import ServiceRule
from marketplace.bookings.queries.providers import is_bookable
from marketplace.enterprises.models import Enterprise
from marketplace.listings.models import Listing
from marketplace.series.models import MonthlyPrice, Series, SeriesDue
from marketplace.series.queries.packages import single_fen
from marketplace.workers.models import Worker

WEEKS_A_YEAR, MONTHS_A_YEAR = 52, 12


@dataclass(frozen=True, slots=True)
class MonthWorth:
    """A monthly price: what one visit comes to over the year, and what it costs booked by itself."""

    price: MonthlyPrice
    each_fen: int
    single_fen: int


def each_of(price_fen: int, visits_a_week: int) -> int:
    """What a visit comes to: a year has 52 weeks and twelve months."""
    return rounded(price_fen * MONTHS_A_YEAR, visits_a_week * WEEKS_A_YEAR)


def worth_of(prices: Iterable[MonthlyPrice]) -> list[MonthWorth]:
    """For each price what it comes to. One query more than the prices' own, however many."""
    rows = list(prices)
    factors = dict(ServiceRule.objects.filter(service_type_id__in={row.listing.service_type_id for row in rows}).values_list("service_type_id", "complexity"))
    return [MonthWorth(row, each_of(row.price_fen, row.visits_a_week), single_fen(row.listing, row.minutes, factors)) for row in rows]


def open_for(listing: Listing) -> list[MonthlyPrice]:
    """What an offer costs by the month, the fewest visits first. One query."""
    return list(MonthlyPrice.objects.open().filter(listing=listing).with_names().order_by("visits_a_week", "minutes"))


def one_open(number: int, listing: Listing) -> MonthlyPrice:
    """A price of an offer that holds. Raises NotFound."""
    found = MonthlyPrice.objects.open().filter(pk=number, listing=listing).with_names().first()
    if found is None:
        raise NotFound
    return found


def offers_by_month(enterprise: Enterprise | None, now: datetime, *, person: int | None = None) -> list[Listing]:
    """The public offers that may be paid by the month: of an enterprise, else of the person (account) if he works for himself. One query."""
    rows = Listing.objects.public(now).filter(enterprise=enterprise, side="offer", service_type__series_rule__by_month=True)
    if enterprise is None:
        rows = rows.filter(author_id=person or 0, author__in=Worker.objects.filter(enterprise=None, user_id=person or 0).values("user_id"))
    return [row for row in rows.select_related("unit", "service_type").order_by("pk") if is_bookable(row)]


def _sold_by(actor: Actor, *, alone: bool) -> Any:
    if alone:
        return MonthlyPrice.objects.filter(listing__enterprise=None, listing__author_id=actor.user_id or 0).with_names()
    return MonthlyPrice.objects.filter(listing__enterprise__organisation_id__in=tenants(actor, MonthlyPrice.access_resource)).with_names()


def sold_by(actor: Actor, *, alone: bool = False) -> list[MonthlyPrice]:
    """All monthly prices of the enterprises that the actor works for, or his own where he works for himself (`alone`). One query."""
    return list(_sold_by(actor, alone=alone).order_by("listing_id", "visits_a_week", "minutes")[:200])


def own_price(number: int, *, actor: Actor, alone: bool = False) -> MonthlyPrice:
    """A monthly price of the actor's enterprise, or his own. Raises NotFound."""
    found = _sold_by(actor, alone=alone).filter(pk=number).first()
    if found is None:
        raise NotFound
    return found


def dues_of(series: Series) -> list[SeriesDue]:
    """What became due, with its lines, the latest first. Two queries; none where it is paid visit by visit."""
    return list(series.dues.prefetch_related("lines").order_by("-pk")) if series.is_monthly else []
