"""X1, X2: Elasticsearch away while business goes on, and what it holds once it is back. NIGHTLY=1: 10,000 changes, a node killed with -9."""

import os
import random
import time
from collections.abc import Callable, Iterator
from itertools import chain

import pytest
from django.db import transaction
from django.test import Client

from cms.articles.models import ArticlePage
from core import clock
from core.access import system_actor
from core.outbox.drain import drain_once
from core.outbox.testing import drain_all
from marketplace.listings.models import Listing
from marketplace.listings.services import ImportedListing, hide, import_listings, restore
from search import sources
from search.engines import connection
from search.engines.connection import request
from search.models import PendingDocument
from search.services import index, rebuild
from tests.cms.factories import article, section
from tests.marketplace.factories import category, district, unit
from tests.search.conftest import Shelf
from tests.search.corpus import listings
from tests.search.kept_equal import indexed, projected
from tests.waiting import poll

NIGHTLY = bool(os.environ.get("NIGHTLY"))
CHANGES = 10_000 if NIGHTLY else 1_000
AT_ONCE = 25
CONVERGED_SECONDS = 120
NOBODY = "http://127.0.0.1:9"
SECTIONS = ("industry", "society")


class Undone(RuntimeError):
    """Raised to roll a transaction back."""


class Business:
    """Goes on whether Elasticsearch is there or not: imports, single steps, moves, deletions, and all of these rolled back."""

    def __init__(self) -> None:
        self.choose = random.Random(17)
        self.staff = system_actor()
        self.kinds = ("月嫂", "家庭保洁"), [category("月嫂").pk, category("家庭保洁").pk]
        self.unit, self.district = unit().pk, district().pk
        self.changes = self.rolled_back = 0
        self.pages = [article(f"文章{number}") for number in range(6)]

    def line(self, number: int) -> ImportedListing:
        """One line of an import; each time another title."""
        said = self.choose.randint(0, 10**9)
        place = {"unit_id": self.unit, "district_id": self.district, "lat": 39.9, "lng": 116.4, "tags": ("上门",)}
        return ImportedListing(
            key=f"外{number}", side="offer", category_id=self.choose.choice(self.kinds[1]), title=f"月嫂 {said}", description="会做月子餐。", enterprise="",
            price_fen=100 * self.choose.randint(50, 900), **place,
        )  # fmt: skip

    def bulk(self) -> int:
        import_listings([self.line(number) for number in self.choose.sample(range(CHANGES // 2), AT_ONCE)], enterprises={}, actor=self.staff, now=clock.now())
        return AT_ONCE

    def step(self) -> int:
        row = self.choose.choice(Listing.objects.filter(state__in=["published", "hidden"]).order_by("pk")[:200])
        if row.state == "hidden":
            restore(row, actor=self.staff, now=clock.now())
        else:
            hide(row, actor=self.staff, now=clock.now(), note="查处")
        return 1

    def page(self) -> int:
        turn = self.choose.random()
        if turn < 0.3:
            self.pages.append(article(f"文章{self.choose.randint(100, 10**9)}"))
        elif turn < 0.5 and len(self.pages) > 3:
            self.pages.pop(0).delete()
        else:
            page = ArticlePage.objects.get(pk=self.choose.choice(self.pages).pk)
            page.move(section(self.choose.choice(SECTIONS)), pos="last-child")
        return 1

    def undo(self) -> int:
        kept = list(self.pages)
        with pytest.raises(Undone), transaction.atomic():
            done = self.choose.choice((self.bulk, self.step, self.page))()
            raise Undone
        self.pages = kept
        self.rolled_back += done
        return done

    def turn(self) -> None:
        """One act of somebody."""
        self.changes += self.choose.choices((self.bulk, self.step, self.page, self.undo), (3, 8, 1, 2))[0]()


@pytest.fixture
def away_and_back(request: pytest.FixtureRequest, settings) -> Iterator[tuple[Callable[[], None], Callable[[], None]]]:
    """How Elasticsearch goes and comes: a node killed and started, or in the quick form an address where nobody listens."""
    if NIGHTLY:
        node = request.getfixturevalue("own_elasticsearch")
        settings.ELASTICSEARCH_URL, settings.SEARCH_INDEX_PREFIX = node.url, "outage"
        yield node.kill, node.start
        return
    address = request.getfixturevalue("on_elasticsearch")
    yield (lambda: setattr(settings, "ELASTICSEARCH_URL", NOBODY)), (lambda: setattr(settings, "ELASTICSEARCH_URL", address))


def shown_in_elasticsearch() -> dict[str, str]:
    """Id → title of everything that a search can find."""
    request("POST", f"/{index.serving()}/_refresh")
    body = b'{"size": 10000, "query": {"match_all": {}}}'
    return {hit["_id"]: hit["_source"]["hit"]["title"] for hit in request("POST", f"/{index.serving()}/_search", body)["hits"]["hits"]}


def public_now() -> dict[str, str]:
    """Id → title of everything that is public, asked of the sources themselves."""
    found = (document for source in sources.SOURCES.values() for ids in sources.walk(source) for document in source.public_rows(ids))
    return {f"{document.type}:{document.object_id}": document.title for document in chain(found)}


@pytest.mark.slow
def test_after_an_outage_elasticsearch_holds_exactly_what_is_public(fresh_db: str, away_and_back) -> None:
    away, back = away_and_back
    business = Business()
    business.bulk()
    rebuild.rebuild(now=clock.now())
    drain_all()
    away()
    flaps = {CHANGES * part // 10: part for part in (4, 7)}
    while business.changes < CHANGES:
        business.turn()
        if business.choose.random() < 0.2:
            drain_once()
        for after in [after for after in flaps if business.changes > after]:
            del flaps[after]
            back()
            drain_once()
            away()
    drain_all()
    waiting = PendingDocument.objects.count()
    assert waiting > 100
    started = time.monotonic()
    back()

    def settled() -> bool:
        index.push_pending()
        return not PendingDocument.objects.exists()

    poll(settled, timeout=CONVERGED_SECONDS)
    seconds = time.monotonic() - started
    print(f"{business.changes} changes, {business.rolled_back} of them rolled back; {waiting} documents waited, sent {seconds:.1f} s after the return")
    assert indexed() == projected()
    assert shown_in_elasticsearch() == public_now()
    assert business.rolled_back > CHANGES / 50
    assert seconds <= CONVERGED_SECONDS


@pytest.mark.django_db
def test_while_it_is_away_every_search_and_every_save_succeeds_in_time(client: Client, shelf: Shelf, settings, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.put(*listings(300, now=clock.now()))
    settings.ELASTICSEARCH_URL, settings.SEARCH_TIMEOUT_SECONDS = NOBODY, 0.8
    monkeypatch.setattr(connection, "PROBE_SECONDS", 0.05)
    times = []
    for number in range(100):
        if number % 5 == 0:
            shelf.add(1000 + number, "新来的月嫂")
        begun = time.monotonic()
        response = client.get("/api/v1/search/", {"q": ("月嫂", "保洁", "yuesao", "服务")[number % 4]})
        times.append(time.monotonic() - begun)
        assert (response.status_code, response.json()["degraded"], response.json()["count"] > 0) == (200, True, True)
    assert sorted(times)[95] <= 0.8
    assert PendingDocument.objects.count() >= 20
