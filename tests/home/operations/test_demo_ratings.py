"""The ratings of the demo city: believable, of finished orders, the same when seeded twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core import clock
from core.contacts import has_contact, has_door
from home.operations.seed.bookings import seed_bookings
from home.operations.seed.city import City, rows
from home.operations.seed.ratings import seed_ratings
from marketplace.catalog.models import ServiceType
from marketplace.ratings.models import Rating, Standing
from marketplace.ratings.services.recounting import differences
from tests.marketplace.bookings.factories import make_worker
from tests.marketplace.factories import district, make_enterprise, make_listing
from tests.members.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    """The people, the offers and a few workers of the files, at half past ten."""
    firm, kinds, files = make_enterprise(), set(), {row["key"]: row for row in rows("listings")}
    found = City(now=clock.midnight(timezone.localdate(clock.now())) + timedelta(hours=10, minutes=30))
    stories = [*rows("bookings"), *(row["order"] for row in rows("ratings") if row["booking"] is None)]
    for key in sorted({row["listing"] for row in stories}):
        kind = ServiceType.objects.select_related("category").get(code=files[key]["service_type"])
        kinds.add(kind)
        values = {"category": kind.category, "service_type": kind, "unit": found.units[files[key]["unit"]], "price_fen": 6000}
        make_listing(enterprise=firm, external_id=f"demo:{key}", title=files[key]["title"], **values)
    found.people = {row["person"]: make_user(name="陈女士") for row in stories} | {"li-xiuying": make_user(name="李秀英")}
    hours = tuple((day, 8 * 60, 20 * 60) for day in range(7))
    for user in (found.people["li-xiuying"], *[None] * 5):
        make_worker(enterprise=firm, user=user, skills=tuple(kinds), hours=hours, range_km=90, lat=district().lat, lng=district().lng)
    return found


def test_all_are_told_and_seeding_again_changes_nothing(city: City) -> None:
    seed_bookings(city)
    made = seed_ratings(city)
    assert made == len(rows("ratings")) and seed_ratings(city) == made
    assert differences() == []
    assert Standing.objects.filter(kind="listing", count__gte=5).count() >= 2
    assert Rating.objects.filter(reply__isnull=False).count() >= 4 and Rating.objects.filter(edited_at__isnull=False).exists()
    assert not Rating.objects.filter(created_at__gt=city.now).exists()


def test_the_texts_are_worth_reading() -> None:
    texts = [row["text"] for row in rows("ratings")]
    assert len(set(texts)) == len(texts) and all(15 <= len(text) <= 200 for text in texts)
    assert not any(has_contact(text) or has_door(text) for text in texts)
    assert {row["score"] for row in rows("ratings")} >= {2, 3, 4, 5}
