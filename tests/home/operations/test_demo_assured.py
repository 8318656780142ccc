"""Policies of the demo city, and an order that is done again."""

from datetime import timedelta

import pytest

from core import clock
from home.operations.seed.assured import seed_assured
from home.operations.seed.city import City
from marketplace.insurance.models import InsurancePolicy
from marketplace.warranty.models import Redo
from tests.marketplace.factories import make_enterprise
from tests.marketplace.ratings.factories import finished


@pytest.mark.django_db
def test_policies_and_a_redo_are_told_once():
    city = City(now=clock.now() + timedelta(minutes=1))
    city.enterprises = {"jinghe": make_enterprise(), "heyan": make_enterprise()}
    finished(enterprise=city.enterprises["jinghe"])
    assert seed_assured(city) == 4 == seed_assured(city)
    assert sorted(InsurancePolicy.objects.values_list("state", flat=True)) == ["pending", "verified", "verified"]
    assert Redo.objects.get().state == "objected" and Redo.objects.get().booking.total_fen == 0
