"""A second city beside the first, and things of both, for tests."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.models import Site

from core import cities
from core.models import District
from core.outbox.testing import drain_all
from search import lexicon
from tests.cms.bulletins.factories import make_bulletin
from tests.marketplace.factories import district, make_enterprise, make_listing
from tests.marketplace.recruitment.factories import make_job

HERE, THERE = "localhost", "baoding.localhost"
OPENING = {"name": "保定", "region": "1306", "host": THERE, "hotline": "400-800-0312"}


class Things:
    """One thing of each kind in a city; `mark` stands in all their titles."""

    def __init__(self, place: District, mark: str) -> None:
        self.mark = mark
        self.firm = make_enterprise(district=place, short_name=f"{mark}家政", legal_name=f"{mark}家政服务有限公司")
        self.listing = make_listing(district=place, enterprise=self.firm, title=f"{mark}擦玻璃")
        self.job = make_job(enterprise=self.firm, district=place, place="", title=f"{mark}招保洁员")
        self.bulletin = make_bulletin(enterprise=self.firm, district=None, title=f"{mark}周六免费磨刀")

    @property
    def pages(self) -> list[str]:
        """Their addresses."""
        return [row.get_absolute_url() for row in (self.listing, self.firm, self.job, self.bulletin)]


Two = tuple[Things, Things]


@pytest.fixture
def baoding(db: None, settings) -> Iterator[Site]:
    """A second city beside the first."""
    settings.SITE_URL, settings.SEARCH_LEXICON_SECONDS = f"http://{HERE}", 0
    cities.keep(None)
    lexicon.forget()
    call_command("open_city", **OPENING)
    yield Site.objects.get(hostname=THERE)
    lexicon.forget()


@pytest.fixture
def two(baoding: Site) -> Two:
    """Things of the main city and of the other one, found by search."""
    found = Things(district("朝阳区"), "槐荫"), Things(district("莲池区"), "古莲")
    drain_all()
    return found


def get(path: str, host: str = HERE) -> str:
    """A page of a host that must be there."""
    answer = Client().get(path, headers={"host": host})
    assert answer.status_code == 200, (path, host, answer.status_code)
    return answer.content.decode()


def ask(path: str, host: str = HERE) -> dict:
    """An answer of the API of a host."""
    answer = Client().get(path, headers={"host": host})
    assert answer.status_code == 200, (path, host, answer.content)
    return answer.json()
