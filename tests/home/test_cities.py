"""A second city: what is own and what is shared, by host, on pages, lists, search, feeds, sitemaps and the API."""

import json
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import Site

from core import cities
from core.models import District, StoredPage
from core.outbox.testing import drain_all
from home.models import SiteSettings
from marketplace.enterprises.models import Enterprise
from marketplace.listings.models import Listing
from tests.cms.bulletins.factories import make_bulletin
from tests.cms.factories import article, lesson, notice
from tests.marketplace.factories import district, make_enterprise, make_listing
from tests.marketplace.recruitment.factories import make_job

HERE, THERE = "http://localhost", "http://baoding.localhost"
OPENING = {"name": "保定", "region": "1306", "host": "baoding.localhost", "hotline": "400-800-0312"}
LISTS = ["/listings/", "/enterprises/", "/jobs/", "/bulletins/", "/services/cleaning/", "/outlets/"]


@pytest.fixture
def baoding(db: None, settings) -> Iterator[Site]:
    """A second city beside the first."""
    settings.SITE_URL = HERE
    cities.keep(None)
    call_command("open_city", **OPENING)
    yield Site.objects.get(hostname="baoding.localhost")


class Things:
    """One thing of each kind in a city."""

    def __init__(self, place: District, mark: str) -> None:
        self.mark = mark
        self.firm: Enterprise = make_enterprise(district=place, short_name=f"{mark}家政", legal_name=f"{mark}家政服务有限公司")
        self.listing: Listing = make_listing(district=place, enterprise=self.firm, title=f"{mark}擦玻璃")
        self.job = make_job(enterprise=self.firm, district=place, title=f"{mark}招保洁员")
        self.bulletin = make_bulletin(enterprise=self.firm, district=None, title=f"{mark}周六免费磨刀")

    @property
    def pages(self) -> list[str]:
        """Their addresses."""
        return [row.get_absolute_url() for row in (self.listing, self.firm, self.job, self.bulletin)]


@pytest.fixture
def two(baoding: Site) -> tuple[Things, Things]:
    """Things of the main city and of the other one, found by search."""
    found = Things(district("朝阳区"), "望京"), Things(district("莲池区"), "古莲")
    drain_all()
    return found


def get(client: Client, path: str, host: str = "localhost") -> str:
    """A page of a host that must be there."""
    answer = client.get(path, headers={"host": host})
    assert answer.status_code == 200, (path, host, answer.status_code)
    return answer.content.decode()


BOTH = [("localhost", 0), ("baoding.localhost", 1)]


@pytest.mark.parametrize("path", ["/", "/listings/", "/listings/?side=offer", "/enterprises/", "/jobs/", "/bulletins/", "/bulletins/feed/", "/jobs/feed/"])
def test_lists_show_their_own_city_only(client: Client, two: tuple[Things, Things], path: str) -> None:
    for host, place in BOTH:
        text = get(client, path, host)
        assert two[place].mark in text, host
        assert two[1 - place].mark not in text, host
