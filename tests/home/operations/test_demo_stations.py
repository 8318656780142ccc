"""The demo city's outlets have people, some services of their own and managers; a second run adds nothing."""

import pytest

from core import clock
from core.access import acting, system_actor
from core.reference import read_json
from home.operations.seed.city import DATA, City
from home.operations.seed.stations import seed_stations
from marketplace.listings.models import OutletOffer
from marketplace.workers.models import Station, Worker
from members.models import Membership
from tests.marketplace.bookings.factories import make_offer
from tests.marketplace.enterprises.factories import make_outlet
from tests.marketplace.factories import district, make_enterprise

pytestmark = pytest.mark.django_db


def test_outlets_have_people_services_and_managers_once():
    firm, data = make_enterprise(), read_json(DATA / "stations.json")
    names = list(dict.fromkeys(row["outlet"] for row in data["at"]))
    for name in names:
        make_outlet(firm, name=name)
    make_offer(enterprise=firm, workers=30, title="日常保洁，两小时起")
    make_offer(enterprise=firm, workers=0, title="管道疏通")
    Worker.objects.update(district=district())
    city = City(now=clock.now())
    with acting(system_actor("demo", "演示城市")):
        made = seed_stations(city)
        assert made == sum(row["people"] for row in data["at"])
        rows, offers, duties = Station.objects.count(), OutletOffer.objects.count(), Membership.objects.filter(organisation__kind="outlet").count()
        assert (offers, duties) == (1, 2) and rows == made + len(data["moves"])
        assert seed_stations(City(now=clock.now())) == made
    assert (Station.objects.count(), OutletOffer.objects.count()) == (rows, offers)
