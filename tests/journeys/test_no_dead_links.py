"""Every link of the demo site leads somewhere: both cities walked as a visitor, then what a family, an enterprise's owner and staff see of their own.

On each page: it answers, it has a title and one main heading, no link goes nowhere, and all that is read is Chinese (on English pages
see test_english_visitor.py). What a visitor was shown is the same for everybody, so it is not asked for again.
"""

import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from wagtail.models import Site as City

from tests.journeys.walking import Walk, enter
from tests.services import postgres
from tests.services.site import Site

# role → where he begins
WORKPLACES = {"family": "/my/", "enterprise_owner": "/enterprise/", "publisher": "/admin/", "leader": "/admin/", "administrator": "/admin/"}
INSIDE = ("/my/", "/enterprise/", "/admin/", "/accounts/")


@pytest.fixture
def demo(fresh_db: str, settings) -> Iterator[Site]:
    """The demo site with both its cities; the jobs have been done before anybody comes."""
    running = Site(fresh_db, postgres.environment(fresh_db), workers=2)
    settings.SITE_URL = running.url
    call_command("seed_demo", json=True)
    running.web.start()
    yield running
    running.stop()
    errors = running.errors()
    assert not errors, f"the site logged errors, see {running.log}"
    running.log.unlink(missing_ok=True)


def told(walk: Walk, since: float) -> list[str]:
    """Say how far it went; the faults with the name of who met them."""
    addresses = len(walk.answered)
    print(f"{walk.who}: {addresses} addresses, {walk.pages} pages, {len(walk.faults)} faults, {time.monotonic() - since:.0f} s")
    return [f"{walk.who}: {fault}" for fault in walk.faults]


@pytest.mark.timeout(1800)
def test_the_whole_demo_site_has_no_dead_link_and_no_english(demo: Site):
    cities = [f"http://{city.hostname}:{urlsplit(demo.url).port}" for city in City.objects.filter(is_default_site=False)]
    hosts = frozenset(urlsplit(address).netloc for address in [demo.url, *cities])
    began = time.monotonic()
    visitor = Walk(demo.url, "visitor", hosts).over("/", *(f"{city}/" for city in cities))
    faults = told(visitor, began)
    same = frozenset(address for address, status in visitor.answered.items() if status == 200)
    for role, start in WORKPLACES.items():
        began = time.monotonic()
        walk = Walk(demo.url, role, hosts, cookie=enter(demo.url, role), known=same, sampled=True, inside=INSIDE)
        faults += told(walk.over(start, *visitor.turned_away), began)
        assert walk.pages > 20, f"{role} saw only {walk.pages} pages"
    assert faults == []
    assert cities and visitor.pages > 1000, "cut short"
