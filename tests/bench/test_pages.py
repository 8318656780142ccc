"""P1: front page and article, warm, beside the floor and beside plain Wagtail serving the same page; growth in pages and restrictions."""

import math
import os

import pytest
from wagtail.models import PageViewRestriction

from core.middleware import StoredPageMiddleware
from tests.bench.owner import settled
from tests.bench.ratios import compare
from tests.bench.wsgi import Application, queries
from tests.cms.factories import article, articles, many_articles, section

SIZES = (1_000, 10_000, 50_000) if os.environ.get("NIGHTLY") else (1_000, 10_000)
pytestmark = [pytest.mark.usefixtures("fresh_db")]


@pytest.fixture
def ours() -> Application:
    """The application as it is."""
    return Application()


def warm(application: Application, path: str) -> None:
    """Store the bytes."""
    for _ in range(2):
        assert application.get(path)[0] == 200


@pytest.mark.parametrize("which", ["front page", "article"])
def test_warm_page_beside_the_floor(which: str, ours: Application) -> None:
    articles(60)
    page = article("双层玻璃怎么擦才不留水印")
    path = "/" if which == "front page" else page.get_url_parts()[2]
    warm(ours, path)
    assert queries(ours, path) <= 2
    floor = Application("tests.bench.floors")
    ratio = compare(f"{which} warm ÷ floor (same middleware, raw look-up, stored bytes)", ours.cpu(path), floor.cpu(f"/api/floor/bytes/?of={path}"))
    assert ratio.median <= 1.3


def test_not_modified_beside_the_floor(ours: Application) -> None:
    path = article("双层玻璃怎么擦才不留水印").get_url_parts()[2]
    warm(ours, path)
    etag = _etag(ours, path)
    assert ours.get(path, HTTP_IF_NONE_MATCH=etag)[0] == 304
    floor = Application("tests.bench.floors")
    ratio = compare("article 304 ÷ floor", ours.cpu(path, HTTP_IF_NONE_MATCH=etag), floor.cpu(f"/api/floor/bytes/?of={path}"))
    assert ratio.median <= 1.2


def _etag(application: Application, path: str) -> str:
    from core.models import StoredPage

    return StoredPage.objects.get(path=path).etag


def test_warm_page_beside_plain_wagtail(ours: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    path = article("双层玻璃怎么擦才不留水印").get_url_parts()[2]
    warm(ours, path)
    plain = Application()

    def without_store() -> float:
        with monkeypatch.context() as patch:
            patch.setattr(StoredPageMiddleware, "__call__", lambda self, request: self.get_response(request))
            plain.handler = type(plain.handler)()
            return plain.cpu(path)()

    ratio = compare("article warm ÷ plain Wagtail", ours.cpu(path), without_store)
    assert ratio.median <= 0.3


def _slope(costs: list[tuple[int, float]]) -> float:
    (n1, c1), (n2, c2) = costs[0], costs[-1]
    return math.log(c2 / c1) / math.log(n2 / n1)


def test_growth_in_pages_and_restrictions(ours: Application) -> None:
    """Each cost beside the floor of the same moment, so that a machine that grows slower meanwhile does not count."""
    path, floor = article("双层玻璃怎么擦才不留水印").get_url_parts()[2], Application("tests.bench.floors")

    def cost(what: str) -> float:
        warm(ours, path)
        settled()
        return compare(f"article among {what} ÷ floor", ours.cpu(path), floor.cpu(f"/api/floor/bytes/?of={path}"), rounds=9).median

    costs = []
    for size in SIZES:
        many_articles(size, under="society")
        costs.append((size, cost(f"{size} more pages")))
    held: list[PageViewRestriction] = []
    restricted = []
    for count in (10, 100):
        for page in section("society").get_children()[len(held) : count]:
            held.append(PageViewRestriction.objects.create(page=page, restriction_type="login"))
        restricted.append((count, cost(f"{count} view restrictions")))
    print("slope in pages:", round(_slope(costs), 3), "slope in view restrictions:", round(_slope(restricted), 3), flush=True)
    assert _slope(costs) <= 0.05
    assert _slope(restricted) <= 0.05
