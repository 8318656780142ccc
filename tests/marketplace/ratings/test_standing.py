"""The sums move with the ratings and are what counting anew gives; few ratings do not outrank many (SRC-04)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from core.audit.models import AuditEntry
from core.outbox.testing import drain_all
from marketplace.bookings.models import Booking
from marketplace.ratings import services
from marketplace.ratings.models import Prior, Rating, Standing
from marketplace.ratings.models.standing import START_MEAN, START_WEIGHT, SUMS
from marketplace.ratings.services import Said
from marketplace.ratings.services.recounting import differences
from marketplace.ratings.states import PARTS
from search.models import SearchDocument
from search.services import projection
from tests.marketplace.bookings.factories import make_offer
from tests.marketplace.factories import SYSTEM, make_enterprise
from tests.marketplace.ratings.factories import finished, rate
from tests.members.factories import actor_for

pytestmark = pytest.mark.django_db
STARS = st.integers(1, 5)
PART = st.none() | STARS
STEP = st.tuples(st.sampled_from(["rate", "edit", "hide", "restore"]), st.integers(0, 5), STARS, st.fixed_dictionaries(dict.fromkeys(PARTS, PART)))


def standing(kind: str, number: int) -> Standing:
    return Standing.objects.get(kind=kind, number=number)


def truth(rows: list[Rating]) -> dict[str, int]:
    """The sums by hand, in plain Python."""
    found: dict[str, int] = dict.fromkeys(SUMS, 0)
    for row in rows:
        found["count"] += 1
        found["total"] += row.score
        found["squares"] += row.score**2
        found[f"stars_{row.score}"] += 1
        for name in PARTS:
            if (value := getattr(row, name)) is not None:
                found[f"{name}_count"] += 1
                found[f"{name}_total"] += value
    return found


@pytest.fixture
def orders() -> list[Booking]:
    """Six finished orders of two enterprises."""
    places = [make_offer(), make_offer()]
    return [finished(places[number % 2]) for number in range(6)]


def do(step: tuple[str, int, int, dict[str, Any]], orders: list[Booking]) -> None:
    verb, place, score, parts = step
    order, now = orders[place], clock.now()
    row = Rating.objects.with_names().filter(booking=order).first()
    said = Said(score=score, **parts)
    if verb == "rate" and row is None:
        services.rate(order, said, actor=actor_for(order.customer), now=now)
    elif verb == "edit" and row is not None and row.state == "published":
        services.edit(row, said, actor=actor_for(order.customer), now=now)
    elif verb == "hide" and row is not None and row.state == "published":
        services.hide(row, actor=SYSTEM, now=now, note="写了别人的名字。")
    elif verb == "restore" and row is not None and row.state == "hidden":
        services.restore(row, actor=SYSTEM, now=now)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(STEP, min_size=1, max_size=14))
def test_the_sums_are_what_counting_anew_gives_whatever_was_done(orders: list[Booking], steps: list[Any]) -> None:
    for step in steps:
        do(step, orders)
    assert differences() == []
    for kind in ("enterprise", "listing", "worker"):
        for row in Standing.objects.filter(kind=kind):
            counted = list(Rating.objects.filter(**{f"{kind}_id": row.number}, state="published"))
            expected = truth(counted)
            assert {name: getattr(row, name) for name in SUMS} == expected
            assert row.score == pytest.approx((START_MEAN * START_WEIGHT + expected["total"]) / (START_WEIGHT + expected["count"]))


def test_the_nightly_count_finds_what_was_broken_and_puts_it_right() -> None:
    kept = rate(score=4)
    assert services.recount(actor=SYSTEM, now=clock.now()) == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ratings_standing SET count = 2, total = 9, squares = 41, stars_5 = 1 WHERE kind = 'listing'")
        cursor.execute("DELETE FROM ratings_standing WHERE kind = 'worker'")
    assert differences() == [("listing", kept.listing_id), ("worker", kept.worker_id)]
    assert services.recount(actor=SYSTEM, now=clock.now()) == 2
    assert differences() == [] and standing("listing", kept.listing_id).count == standing("worker", kept.worker_id).count == 1
    assert AuditEntry.objects.filter(function="rating.recount").count() == 2


def test_the_average_of_all_is_refreshed_and_everybody_scored_anew() -> None:
    place = make_offer()
    for _ in range(4):
        rate(finished(place), score=1)
    before = standing("listing", place.pk).score
    assert services.refresh_prior(actor=SYSTEM, now=clock.now()) is True
    assert services.refresh_prior(actor=SYSTEM, now=clock.now()) is False
    assert Prior.objects.get().mean == round((START_MEAN * START_WEIGHT + 4) / (START_WEIGHT + 4), 2)
    assert standing("listing", place.pk).score < before
    assert differences() == []


def many(place: Any, *, count: int, total: int) -> None:
    """As if so many fives and fours had been given: `total` of `count` ratings."""
    fives = total - 4 * count
    values = {"count": count, "total": total, "squares": 25 * fives + 16 * (count - fives), "stars_5": fives, "stars_4": count - fives}
    score = (START_MEAN * START_WEIGHT + total) / (START_WEIGHT + count)
    Standing.objects.update_or_create(kind="listing", number=place.pk, defaults={**values, "score": score, "changed_at": clock.now()})


@pytest.mark.req("SRC-04")
def test_one_five_star_rating_does_not_outrank_a_hundred_of_four_point_eight(client) -> None:
    loved, fresh, unknown = (make_offer(enterprise=make_enterprise(), title=title) for title in ("擦玻璃，老师傅", "擦玻璃，新来的", "擦玻璃，还没人评"))
    many(loved, count=100, total=480)
    rate(finished(fresh), score=5)
    services.refresh_prior(actor=SYSTEM, now=clock.now() + timedelta(days=1))
    many(loved, count=100, total=480)
    drain_all()
    projection.refresh("listing", [loved.pk, fresh.pk, unknown.pk], now=clock.now())
    answer = client.get("/api/v1/search/?q=擦玻璃&sort=rating").json()
    titles = [item["title"] for item in answer["items"] if item["type"] == "listing"]
    assert titles.index("擦玻璃，老师傅") < titles.index("擦玻璃，新来的") < titles.index("擦玻璃，还没人评")
    first = next(item for item in answer["items"] if item["title"] == "擦玻璃，老师傅")
    assert (first["rating"], first["rating_count"]) == (4.8, 100)
    page = client.get("/search/?q=擦玻璃&sort=rating").content.decode()
    assert page.index("擦玻璃，老师傅") < page.index("擦玻璃，新来的") and "100 条评价" in page and "评价还少，1 条" in page
    assert "sort=rating" in client.get("/search/?q=擦玻璃").content.decode()


def test_the_search_follows_a_rating_by_its_event() -> None:
    place = make_offer()
    drain_all()
    rate(finished(place), score=4)
    drain_all()
    kept = SearchDocument.objects.get(type="listing", object_id=place.pk)
    assert kept.rating == pytest.approx((START_MEAN * START_WEIGHT + 4) / (START_WEIGHT + 1))
    firm = SearchDocument.objects.get(type="enterprise", object_id=place.enterprise_id)
    assert firm.rating == kept.rating
