"""The demo city as a whole: large, spread over all trades and districts, said by somebody, and there once."""

from collections import Counter
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cms.articles.models import ReadDay
from cms.articles.queries import read_counts
from core import clock
from core.access import acting, system_actor
from core.contacts import has_contact, has_door
from core.models import District, StateHistory
from home.operations.seed.articles import seed_articles
from home.operations.seed.city import City, rows
from home.operations.seed.enterprises import seed_enterprises
from home.operations.seed.listings import seed_listings
from home.operations.seed.people import seed_people
from home.operations.seed.reading import seed_reading
from home.operations.seed.sheets import sheet_rows
from marketplace.catalog.models import Category, ServiceType
from marketplace.enterprises.licence import problem_of
from marketplace.listings.models import Listing

pytestmark = pytest.mark.django_db


def test_what_stands_in_the_files_is_said_by_somebody_and_only_once(settings) -> None:
    settings.DEMO_MODE = True
    city = City(now=clock.now())
    city.people = {row["key"]: None for row in rows("people")}  # type: ignore[misc]
    short = list(sheet_rows(city))
    known = {row["key"] for row in rows("enterprises") if row["state"] == "approved"}
    trades = {row["key"]: row["categories"] for row in rows("enterprises")}
    assert {row["enterprise"] for row in short} <= {None, *known}
    assert all(row["category"] in trades[row["enterprise"]] for row in short if row["enterprise"])
    keys = [row["key"] for row in (*rows("listings"), *short)]
    assert len(keys) == len(set(keys)) >= 1_300
    texts = Counter(row["description"] for row in (*rows("listings"), *short))
    assert texts.most_common(1)[0][1] == 1
    assert not [row["title"] for row in short if has_contact(row["title"] + row["description"]) or has_door(row["title"] + row["description"])]
    firms, people = rows("enterprises"), rows("people")
    assert len(firms) == 60
    assert not [row["legal_name"] for row in firms if problem_of(row["licence_no"])]
    for name in ("legal_name", "short_name", "licence_no", "intro"):
        assert len({row[name] for row in firms}) == len(firms)
    # Numbers of the demo's own kind, which nobody has.
    assert all(row["phone"].startswith(("19900000", "138000001")) for row in (*people, *firms))


def test_all_trades_and_districts_have_offers_and_a_second_run_adds_nothing(settings) -> None:
    settings.DEMO_MODE = True
    now = clock.now()
    for _ in range(2):
        city = City(now=now)
        with acting(system_actor("demo", "演示城市")):
            seed_people(city)
            seed_enterprises(city)
            made = seed_listings(city)
        assert Listing.objects.count() == Listing.objects.public(now).count() == made
    offers = Listing.objects.filter(side="offer")
    assert 0.6 < offers.count() / made < 0.8
    assert set(offers.values_list("category_id", flat=True)) == set(Category.objects.filter(parent__isnull=False).values_list("pk", flat=True))
    assert set(Listing.objects.exclude(service_type=None).values_list("service_type_id", flat=True)) == set(ServiceType.objects.values_list("pk", flat=True))
    assert set(offers.values_list("district_id", flat=True)) == set(District.objects.values_list("pk", flat=True))
    assert StateHistory.objects.filter(machine="listing", event="approve").count() == made
    assert Client().get("/api/v1/listings/").json()["count"] == made


def test_the_last_thirty_days_have_readers(settings) -> None:
    settings.DEMO_MODE = True
    city = City(now=clock.now())
    with acting(system_actor("demo", "演示城市")):
        seed_people(city)
        seed_articles(city)
        assert seed_reading(city) == ReadDay.objects.count() > 1_000
        assert seed_reading(city) == 0
    today = timezone.localdate(city.now)
    for page in read_counts(today - timedelta(days=29), today):
        assert page.reads > page.shares > 0, page.title
    assert not ReadDay.objects.filter(day__gt=today).exists()
