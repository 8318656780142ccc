"""P4: from the moment in which publishing has answered, no reader is given the old text: at the address, in lists, feeds, sitemap and API.

Readers are processes that ask without a pause while an editor publishes version after version; each says what was published before it
asked and what it was given. The twin has the trigger's version away and must show an old text.
"""

import re
import time
from multiprocessing import get_context
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.articles.models import ArticlePage
from core.outbox.testing import drain_all
from search.tasks import refresh_due
from tests.bench.owner import as_owner
from tests.cms.factories import article
from tests.races.harness import Outcomes, must_show, race

READERS, VERSIONS = 3, 6
NUMBER = re.compile(r"第(\d+)版")
published = get_context("fork").Value("i", 0)


def places(page: ArticlePage) -> list[str]:
    """Where the public reads its title."""
    own = str(page.get_url_parts()[2])
    return [
        own,
        "/",
        "/news/",
        "/news/industry/",
        "/news/feed/",
        "/news/feed/atom/",
        f"/api/content/v2/pages/{page.pk}/",
        "/api/content/v2/pages/?type=articles.ArticlePage&limit=5",
    ]


def publish(page: ArticlePage, number: int) -> None:
    """The next version, as the editor's button does it."""
    page.title = f"换窗的价钱（第{number}版）"
    page.save_revision().publish()


def shown(browser: Client, path: str) -> int:
    """The version at an address."""
    found = NUMBER.findall(browser.get(path).content.decode())
    return int(found[0]) if found else -1


def contender(pk: int, paths: list[str]):
    """The first publishes, the others read."""

    def work(number: int) -> list[tuple[str, int, int]]:
        if number == 0:
            page = ArticlePage.objects.get(pk=pk)
            for version in range(2, VERSIONS + 2):
                publish(page, version)
                with published.get_lock():
                    published.value = version
            return []
        stale, browser = [], Client()
        deadline, asked = time.monotonic() + 60, 0
        while (published.value < VERSIONS + 1 or asked < len(paths)) and time.monotonic() < deadline:
            path = paths[(asked + number) % len(paths)]
            before = published.value
            got = shown(browser, path)
            if got < before:
                stale.append((path, before, got))
            asked += 1
        return stale

    return work


def compete() -> Outcomes:
    """One article, published again and again, and its readers."""
    page = article("换窗的价钱（第1版）")
    published.value, browser = 1, Client()
    for path in places(page):
        assert shown(browser, path) == 1, path
    return race(contender(page.pk, places(page)), contenders=READERS + 1, timeout=120)


def old_texts(outcomes: Outcomes) -> list[Any]:
    """What was old when it was given."""
    return [one for each in outcomes.succeeded for one in each.value]


def test_no_reader_is_given_an_old_text(fresh_db: str) -> None:
    outcomes = compete()
    assert outcomes.errors == {}
    assert old_texts(outcomes) == []


def test_twin_without_the_version_gives_old_texts(fresh_db: str) -> None:
    with as_owner() as cursor:
        cursor.execute("ALTER TABLE wagtailcore_page DISABLE TRIGGER outbox_page_edited")
    shown = must_show(compete, lambda outcomes: bool(old_texts(outcomes)), tries=2)
    assert old_texts(shown) != []


@pytest.mark.django_db(transaction=True)
def test_how_long_it_takes_and_what_it_costs(record_property) -> None:
    """Time and statements of publishing, then of the first read of every place; the search hears it from the outbox."""
    page, browser = article("换窗的价钱（第1版）"), Client()
    paths = [*places(page), "/sitemap-pages.xml"]
    for path in paths:
        browser.get(path)
    drain_all()
    with CaptureQueriesContext(connection) as writing:
        start = time.perf_counter()
        publish(page, 2)
        took = time.perf_counter() - start
    written = len(writing)
    with CaptureQueriesContext(connection) as reading:
        start = time.perf_counter()
        seen = {path: shown(browser, path) for path in paths[:-1]}
        read = time.perf_counter() - start
    asked = len(reading)
    assert set(seen.values()) == {2}
    assert browser.get("/sitemap-pages.xml").content.decode().count(page.get_url_parts()[2]) == 1
    start = time.perf_counter()
    drain_all()
    refresh_due()
    heard = time.perf_counter() - start
    titles = [item["title"] for item in browser.get("/api/v1/search/", {"q": "换窗的价钱"}).json()["items"]]
    print(
        f"publish {took * 1000:.0f} ms, {written} statements; {len(paths) - 1} places anew {read * 1000:.0f} ms, {asked} statements; search {heard * 1000:.0f} ms"
    )
    record_property("cells", len(paths))
    assert any("第2版" in title for title in titles)
    assert 0 < written < 120
