"""A point that cannot lie in the district that was chosen is refused wherever a home is named: whoever comes would go to the point."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core import clock
from dispatch.urgent.models import UrgentOrder
from marketplace.bookings.models import Booking
from marketplace.engagements.models import Engagement
from marketplace.series.models import Series
from tests.dispatch.urgent.factories import incident
from tests.dispatch.urgent.test_calls import client_of
from tests.marketplace.bookings.factories import make_offer, tomorrow
from tests.marketplace.engagements.factories import days_from_now, make_long_offer
from tests.members.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
HOME = {"district": "110105", "address": "望京西园四区 12 号楼 501", "name": "陈女士", "phone": "13800000102"}
NEAR = {"lat": 39.99, "lng": 116.47}
# A point of another city.
FAR = {"lat": 31.23, "lng": 121.47}


def test_every_api_that_names_a_home_refuses_a_point_of_another_city():
    offer, nurse, when = make_offer(workers=2), make_long_offer(people=1), tomorrow()
    day = timezone.localdate(clock.now()) + timedelta(days=3)
    weekly = {"rhythm": "weekly", "weekdays": [day.weekday()], "first_on": str(day), "visits": 3, "starts_minute": 600, "minutes": 120}
    asked = {
        "/api/v1/bookings/": {"listing": offer.pk, "start": when.isoformat(), "minutes": 120, **HOME},
        "/api/v1/urgent/": {"incident": incident().code, "what": "水管崩了。", **HOME},
        "/api/v1/engagements/": {"listing": nurse.pk, "starts_on": str(days_from_now(5)), "units": 1, **HOME},
        "/api/v1/series/": {"listing": offer.pk, **weekly, **HOME},
    }
    for path, body in asked.items():
        family = client_of(make_user())
        refused = family.post(path, body | FAR, content_type="application/json")
        assert refused.status_code == 400, (path, refused.content.decode())
        assert refused.json()["fields"] == {"lat": ["这个位置不在朝阳区。改一下位置，或者只选区，不标位置。"]}, path
        assert not any(model.objects.exists() for model in (Booking, UrgentOrder, Engagement, Series)), path
    for path, body in asked.items():
        made = client_of(make_user()).post(path, body | NEAR, content_type="application/json")
        assert made.status_code == 201, (path, made.content.decode())
    desk = client_of(make_staff("dispatcher"))
    reads = {
        f"/api/v1/listings/{offer.pk}/slots/": {"district": "110105", "first_day": str(when.date()), "days": 1, "minutes": 120},
        "/api/v1/matches/": {"district": "110105", "service_type": offer.service_type.code},
    }
    for path, query in reads.items():
        assert list(desk.get(path, query | FAR).json()["fields"]) == ["lat"], path
        assert desk.get(path, query | NEAR).status_code == 200, path
