"""What the demo city has put onto its pages for a time."""

import pytest
from django.test import Client

from cms.pages.models import Placement
from core import clock
from home.operations.seed.city import City
from home.operations.seed.people import seed_people
from home.operations.seed.placements import seed_placements

pytestmark = pytest.mark.django_db


def test_announcements_banners_and_adverts_of_the_demo_city_are_shown_and_come_once() -> None:
    city = City(now=clock.now())
    seed_people(city)
    made = seed_placements(city)
    assert made == seed_placements(city) == Placement.objects.count()
    front, board = Client().get("/").content.decode(), Client().get("/listings/").content.decode()
    assert "寒潮这两天到" in front and "周六上午，月嫂见面会" in front
    assert "寒潮这两天到" in board and "北京洁邻清洁用品有限公司" in board
    assert "元旦三天照常派单" not in front and "系统升级已经做完" not in front
    for row in Placement.objects.filter(link_url__startswith="/"):
        assert Client().get(row.link_url).status_code == 200, row.link_url
