"""A day at the desk of the demo city: told through the verbs, the same when seeded twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core import clock
from dispatch.intake.models import Call, Enquiry
from home.operations.seed.channels import seed_channels
from home.operations.seed.city import City, rows
from marketplace.bookings.models import Booking
from marketplace.catalog.models import ServiceType
from members import demo
from members.roles import Role
from notifications.models import InboundSms, SmsMessage
from tests.marketplace.bookings.factories import make_worker
from tests.marketplace.factories import district, make_enterprise, make_listing, unit
from tests.members.factories import make_user, put_on_duty

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    """An operator, and an enterprise that cleans and does windows; at six in the evening."""
    firm, kinds = make_enterprise(), [ServiceType.objects.select_related("category", "unit").get(code=code) for code in ("cleaning-everyday", "glass")]
    for kind in kinds:
        make_listing(enterprise=firm, category=kind.category, service_type=kind, unit=kind.unit or unit(), price_fen=6000)
    for _ in range(4):
        make_worker(
            enterprise=firm, skills=tuple(kinds), hours=tuple((day, 480, 1200) for day in range(7)), range_km=90, lat=district().lat, lng=district().lng
        )
    operator = put_on_duty(make_user(name="王晓敏", phone=demo.PEOPLE[Role.OPERATOR][1]), "operator")
    found = City(now=clock.midnight(timezone.localdate(clock.now())) + timedelta(hours=18))
    found.people = {"wang-xiaomin": operator}
    return found


def test_every_story_is_told_once(city):
    made = seed_channels(city)
    said: Any = rows("channels")
    assert made == len(said["calls"]) + sum(len(row["lines"]) for row in said["texts"])
    assert set(Call.objects.values_list("state", flat=True)) == {"ended", "missed"}
    orders = Booking.objects.filter(state="assigned")
    assert set(orders.values_list("channel", flat=True)) == {"phone", "sms"} and orders.count() >= 4
    assert Call.objects.filter(booking__isnull=False).count() == sum("order" in row for row in said["calls"])
    assert {row.channel for row in Enquiry.objects.all()} >= {"phone", "desk", "web"}
    assert SmsMessage.objects.count() >= InboundSms.objects.count() - 4
    assert seed_channels(city) == made
