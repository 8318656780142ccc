"""The things of a measured city, each from its number alone, so that a run that was cut off goes on where it stopped."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.models import District, Unit
from home.operations.bench import words
from marketplace.catalog.models import Category
from marketplace.enterprises.licence import check_character
from marketplace.enterprises.models import Enterprise
from marketplace.enterprises.states import EnterpriseState
from marketplace.listings.models import Listing
from marketplace.listings.states import ListingState, Side

PREFIX = "bench:"
DAYS, LIFETIME = 57, 60
OFFERS, NAMED, PLACED, POINTED = 0.72, 0.55, 0.9, 0.92
# How dear a unit usually is, in yuan: from, to.
PRICES = {"month": (2800, 12000), "term26": (9000, 18000), "hour": (35, 90), "sqm": (4, 15), "day": (120, 420), "truck": (350, 900), "set": (800, 9000)}
USUAL = (60, 420)
SPREAD_LAT, SPREAD_LNG = 0.035, 0.045


@dataclass(slots=True)
class Stock:
    """What there is to choose from: leaf categories with their units, districts, enterprises. Busy ones come more often."""

    categories: Sequence[Category]
    units: dict[int, Unit]
    districts: Sequence[District]
    enterprises: Sequence[Enterprise] = field(default_factory=list)

    @classmethod
    def read(cls) -> "Stock":
        """From the reference data."""
        leaves = list(Category.objects.filter(active=True, parent__isnull=False).select_related("parent").order_by("pk"))
        units = {unit.code: unit for unit in Unit.objects.all()}
        return cls(leaves, {leaf.pk: units[(leaf.units or ["visit"])[0]] for leaf in leaves}, list(District.objects.filter(active=True).order_by("code")))


def enterprises(first: int, last: int, stock: Stock, now: datetime) -> Iterator[Enterprise]:
    """Admitted enterprises with these numbers, the last one not included; not written, without primary key and organisation."""
    for number in range(first, last):
        choose = random.Random(number * 7919 + 1)  # noqa: S311
        district = choose.choice(stock.districts)
        name = f"{choose.choice(words.SURNAMES)}{choose.choice(words.GIVEN)}{choose.choice(words.SURNAMES)}{choose.choice(words.TRADES)}"
        code = f"91{district.code}MAB{number:06d}"
        at = now - timedelta(days=choose.randint(90, 900))
        yield Enterprise(
            external_id=f"{PREFIX}{number}",
            legal_name=f"北京{name}有限公司",
            licence_no=code + check_character(code),
            district=district,
            address=f"{district.name}街道便民服务点",
            lat=round(district.lat + choose.gauss(0, SPREAD_LAT), 5),
            lng=round(district.lng + choose.gauss(0, SPREAD_LNG), 5),
            intro=choose.choice(words.STARTS) + "，" + choose.choice(words.MIDDLES) + "。",
            state=EnterpriseState.APPROVED,
            created_at=at,
            changed_at=at,
            applied_at=at,
            approved_at=at,
        )


def listings(first: int, last: int, stock: Stock, now: datetime, *, seed: int) -> Iterator[Listing]:
    """Published listings with these numbers, the last one not included; not written, without primary key."""
    weights = [1 / (place + 2) for place in range(len(stock.categories))]
    crowd = [3 if district.lat < 40.05 and 116.2 < district.lng < 116.7 else 1 for district in stock.districts]
    choose = random.Random(seed * 1_000_003 + first)  # noqa: S311
    for number in range(first, last):
        category = choose.choices(stock.categories, weights)[0]
        district = choose.choices(stock.districts, crowd)[0]
        at = now - timedelta(days=min(DAYS, choose.expovariate(1 / 20)), seconds=choose.randint(0, 86_399))
        row = Listing(
            external_id=f"{PREFIX}{seed}:{number}",
            category=category,
            district=district,
            unit=stock.units[category.pk],
            enterprise=choose.choice(stock.enterprises) if stock.enterprises and choose.random() < NAMED else None,
            state=ListingState.PUBLISHED,
            created_at=at,
            changed_at=at,
            published_at=at,
            expires_at=at + timedelta(days=LIFETIME),
            tags=choose.sample(words.ADJECTIVES, 2),
        )
        if choose.random() < POINTED:
            row.lat, row.lng = round(district.lat + choose.gauss(0, SPREAD_LAT), 2), round(district.lng + choose.gauss(0, SPREAD_LNG), 2)
        (_offer if choose.random() < OFFERS else _request)(row, choose, now)
        yield row


def _price(row: Listing, choose: random.Random) -> int:
    """Fen; more are cheap than dear."""
    low, high = PRICES.get(row.unit.code if row.unit else "", USUAL)
    return round(low + (high - low) * choose.betavariate(2, 4)) * 100


def _offer(row: Listing, choose: random.Random, now: datetime) -> None:
    where = row.district.short if row.district and choose.random() < PLACED else ""
    row.side = Side.OFFER
    row.title = f"{where}{choose.choice(words.ADJECTIVES)}{row.category.name}，{choose.choice(words.TAILS)}"
    row.description = "。".join((choose.choice(words.STARTS), *choose.sample(words.MIDDLES, 2), choose.choice(words.ENDS))) + "。"
    row.price_fen = _price(row, choose)
    row.included = choose.sample(words.MIDDLES, 2)


def _request(row: Listing, choose: random.Random, now: datetime) -> None:
    where = row.district.short if row.district and choose.random() < PLACED else ""
    row.side, row.enterprise = Side.REQUEST, None
    row.title = f"{where}{choose.choice(words.WANTED)}{row.category.name}"
    row.description = "。".join(choose.sample(words.NEEDS, 2)) + "。"
    row.budget_max_fen = _price(row, choose)
    row.wanted_from = (now + timedelta(days=choose.randint(1, 25))).date()
