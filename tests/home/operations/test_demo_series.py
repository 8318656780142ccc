"""Regular customers and packages of the demo city: one date asks, one is left out, a pass is in use, a package waits for staff."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core import clock
from core.contacts import has_contact
from home.operations.seed.city import City, rows
from home.operations.seed.series import seed_own_months, seed_series
from marketplace.catalog.models import ServiceType
from marketplace.series.models import MonthlyPrice, Package, PackagePass, Series
from tests.marketplace.bookings.factories import make_offer, make_worker
from tests.marketplace.factories import district, make_enterprise
from tests.marketplace.series.factories import fates
from tests.members.factories import make_user


@pytest.mark.django_db
def test_every_story_is_told_once():
    files = {row["key"]: row for row in rows("listings")}
    stories: Any = rows("series")
    city = City(now=clock.midnight(timezone.localdate(clock.now())) + timedelta(hours=10, minutes=30))
    city.enterprises = {"jinghe": make_enterprise(), "heyan": make_enterprise()}
    city.people = {key: make_user() for key in ("chen-min", "zhou-wenbo", "liu-jing")}
    for key in sorted({row["listing"] for row in [*stories["series"], *stories["packages"]]}):
        kind = ServiceType.objects.select_related("category").get(code=files[key]["service_type"])
        make_offer(enterprise=city.enterprises[files[key]["enterprise"]], service_type=kind, workers=2, external_id=f"demo:{key}", price_fen=5000)
    make_worker(user=make_user(), district=district(), skills=(ServiceType.objects.get(code=stories["alone"]["service_type"]),))
    assert seed_series(city) == 4 == seed_series(city) and seed_own_months(city) == 2 == seed_own_months(city)
    own = MonthlyPrice.objects.filter(listing__enterprise=None, listing__external_id="demo:alone-cleaning-regular")
    assert sorted(own.values_list("price_fen", flat=True)) == [46_000, 86_000]
    assert not has_contact(stories["alone"]["description"])
    weekly, fortnightly, monthly = Series.objects.order_by("pk")
    assert monthly.dues.get().fen == monthly.month_fen == 76_000 and fates(monthly)[:3] == ["booked", "booked", "skipped"]
    assert fates(weekly)[:4] == ["booked", "skipped", "exception", "booked"] and weekly.state == "running"
    assert fortnightly.state == "paused" and "paused" in fates(fortnightly)
    assert PackagePass.objects.get().left == 9 and set(Package.objects.values_list("state", flat=True)) == {"published", "pending"}
    assert not [text for row in stories["series"] for text in (row["needs"], row["name"]) if has_contact(text)]
