"""The orders of the demo city: every state, told through the verbs, and the same when seeded twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core import clock
from home.operations.seed.bookings import seed_bookings
from home.operations.seed.city import City, rows
from marketplace.bookings.charging import total_of
from marketplace.bookings.models import Booking, Message, Quote
from marketplace.catalog.models import ServiceType
from marketplace.listings.models import Listing
from tests.marketplace.bookings.factories import make_worker
from tests.marketplace.factories import district, make_enterprise, make_listing
from tests.members.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    """The people, the offers and a few workers of the files, at half past ten."""
    firm, kinds = make_enterprise(), set()
    files = {row["key"]: row for row in rows("listings")}
    found = City(now=clock.midnight(timezone.localdate(clock.now())) + timedelta(hours=10, minutes=30))
    for key in sorted({row["listing"] for row in rows("bookings")}):
        kind = ServiceType.objects.select_related("category").get(code=files[key]["service_type"])
        kinds.add(kind)
        values = {"category": kind.category, "service_type": kind, "unit": found.units[files[key]["unit"]], "price_fen": 6000}
        make_listing(enterprise=firm, external_id=f"demo:{key}", title=files[key]["title"], **values)
    found.people = {row["person"]: make_user() for row in rows("bookings")} | {"li-xiuying": make_user(name="李秀英")}
    hours = tuple((day, 8 * 60, 20 * 60) for day in range(7))
    for user in (found.people["li-xiuying"], *[None] * 5):
        make_worker(enterprise=firm, user=user, skills=tuple(kinds), hours=hours, range_km=90, lat=district().lat, lng=district().lng)
    return found


def test_every_state_is_there_and_seeding_again_changes_nothing(city):
    made = seed_bookings(city)
    assert made == len(rows("bookings"))
    states = set(Booking.objects.values_list("state", flat=True))
    wanted = {"requested", "quoted", "assigned", "on_the_way", "arrived", "done", "confirmed", "cancelled", "refused", "withdrawn", "expired", "family_missed"}
    assert wanted <= states
    assert seed_bookings(city) == made
    assert Message.objects.count() == sum(len(row.get("says", ())) for row in rows("bookings")) > 0


def test_what_is_owed_never_exceeds_what_was_accepted(city):
    seed_bookings(city)
    for order in Booking.objects.all():
        assert sum(order.dues.filter(payer="customer").values_list("fen", flat=True)) <= order.chargeable_fen
    assert all(total_of(quote.inputs) == quote.total_fen for quote in Quote.objects.all())
    assert Listing.objects.filter(bookings__isnull=False).exists()
