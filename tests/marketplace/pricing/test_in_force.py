"""The range in force on a day, against an oracle that looks at every row."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from core.models import District, Unit
from marketplace.pricing.models import GuidancePrice
from marketplace.pricing.queries import Asked, beside, in_force, ranges, with_standing
from tests.marketplace.factories import district, unit
from tests.marketplace.pricing.factories import service_type

pytestmark = pytest.mark.django_db
FIRST = date(2026, 11, 1)
DAYS, SERVICES, UNITS, PLACES = range(6), ("cleaning-everyday", "glass"), ("元/小时", "元/㎡"), (None, "朝阳区", "海淀区")


@dataclass(frozen=True)
class Made:
    """A row as it was made."""

    service: str
    unit: str
    place: str | None
    day: int
    low: int
    width: int
    withdrawn: bool

    @property
    def key(self) -> tuple:
        """What may be there once."""
        return self.service, self.unit, self.place, self.day


rows_of = st.lists(
    st.builds(
        Made,
        st.sampled_from(SERVICES),
        st.sampled_from(UNITS),
        st.sampled_from(PLACES),
        st.sampled_from(DAYS),
        st.integers(1, 50),
        st.integers(0, 30),
        st.booleans(),
    ),
    max_size=14,
)


def once(rows: list[Made]) -> list[Made]:
    """Of those that stand, the first for each key; any number of withdrawn ones."""
    seen: set[tuple] = set()
    return [row for row in rows if row.withdrawn or not (row.key in seen or seen.add(row.key))]


def right(rows: list[Made], service: str, per: str, place: str | None, day: int) -> Made | None:
    """By looking at every row: the latest of the district that has begun, else the latest of the city."""
    for where in (place, None) if place else (None,):
        begun = [row for row in rows if not row.withdrawn and (row.service, row.unit, row.place) == (service, per, where) and row.day <= day]
        if begun:
            return max(begun, key=lambda row: row.day)
    return None


def write(rows: list[Made], places: dict[str | None, District | None], units: dict[str, Unit], kinds: dict) -> dict[int, Made]:
    now = clock.now()
    made = GuidancePrice.objects.bulk_create(
        GuidancePrice(
            service_type=kinds[row.service],
            unit=units[row.unit],
            district=places[row.place],
            starts_on=FIRST + timedelta(days=row.day),
            low_fen=row.low,
            high_fen=row.low + row.width,
            published_at=now,
            withdrawn_at=now if row.withdrawn else None,
            withdrawn_reason="撤回" if row.withdrawn else "",
        )
        for row in rows
    )
    return {saved.pk: row for saved, row in zip(made, rows, strict=True)}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=rows_of, price=st.integers(1, 80))
def test_every_way_of_asking_agrees_with_looking_at_every_row(made: list[Made], price: int) -> None:
    made = once(made)
    places = {None: None, **{name: district(name) for name in PLACES if name}}
    units, kinds = {name: unit(name) for name in UNITS}, {code: service_type(code) for code in SERVICES}
    with transaction.atomic():
        known = write(made, places, units, kinds)
        for day in (-1, *DAYS, 9):
            on = FIRST + timedelta(days=day)
            asked = [(service, per, place) for service in SERVICES for per in UNITS for place in PLACES]
            wanted = [right(made, *each, day) for each in asked]
            ids = [(kinds[service].pk, units[per].pk, places[place].pk if place else None) for service, per, place in asked]
            assert [known.get(in_force(*each, on)) for each in ids] == wanted
            found, until = beside([Asked(*each, price) for each in ids], now=noon(on))
            assert [each and (each["low_yuan"], each["since"], each["mark"]) for each in found] == [each and said(each, price) for each in wanted]
            later = [row.day for row in made if not row.withdrawn and row.day > day]
            assert until == (midnight(FIRST + timedelta(days=min(later))) if later else None)
            for place in PLACES[1:]:
                there = {right(made, service, per, place, day) for service in SERVICES for per in UNITS} - {None}
                assert {known[item["id"]] for item in ranges(on=on, district_id=places[place].pk).items} == there
            holding = {right(made, *each, day) for each in asked} - {None}
            everywhere = [known[item["id"]] for item in ranges(on=on).items]
            assert len(everywhere) == len(set(everywhere)) and holding <= set(everywhere)
            standing = {known[row.pk]: row.standing for row in with_standing(GuidancePrice.objects.all(), on=on)}
            assert {row for row, where in standing.items() if where == "in_force"} == set(everywhere)
        transaction.set_rollback(True)


def said(row: Made, price: int) -> tuple[str, str, str]:
    mark = "below" if price < row.low else "above" if price > row.low + row.width else "within"
    return f"0.{row.low:02d}", str(FIRST + timedelta(days=row.day)), mark


def noon(day: date) -> datetime:
    return midnight(day) + timedelta(hours=12)


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))


def test_a_day_begins_at_midnight_in_the_city() -> None:
    write([Made("glass", "元/㎡", None, 0, 10, 5, False)], {None: None}, {"元/㎡": unit("元/㎡")}, {"glass": service_type("glass")})
    asked = [Asked(service_type("glass").pk, unit("元/㎡").pk, None, 12)]
    begins = midnight(FIRST)
    assert beside(asked, now=begins - timedelta(seconds=1)) == ([None], begins)
    assert beside(asked, now=begins)[0][0]["mark"] == "within"


@pytest.mark.parametrize("hole", ["service_type_id", "unit_id", "price_fen"])
def test_without_a_price_a_unit_or_a_service_there_is_none(hole: str) -> None:
    write([Made("glass", "元/㎡", None, 0, 10, 5, False)], {None: None}, {"元/㎡": unit("元/㎡")}, {"glass": service_type("glass")})
    values = {"service_type_id": service_type("glass").pk, "unit_id": unit("元/㎡").pk, "district_id": district().pk, "price_fen": 12}
    assert beside([Asked(**values)], now=noon(FIRST))[0][0] is not None
    assert beside([Asked(**values | {hole: None})], now=noon(FIRST))[0] == [None]


def test_many_prices_are_one_query(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert beside([Asked(1, 1, 1, 1)] * 50, now=clock.now())[0] == [None] * 50
