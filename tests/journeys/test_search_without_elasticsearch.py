"""Elasticsearch is killed while eight people search, and started again: nobody sees an error, and the site comes back by itself."""

import itertools
import json
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import pytest
from django.core.management import call_command

from tests.marketplace.factories import category, district, make_enterprise, make_listing
from tests.meanwhile import Meanwhile
from tests.services import postgres
from tests.services.server import Server
from tests.services.site import Site
from tests.waiting import poll

SEARCHERS, DEGRADED_WITHIN, BACK_WITHIN = 8, 1.0, 15.0
WORDS = ("月嫂", "擦玻璃", "保洁", "yuesao", "朝阳区 保洁")


@dataclass(frozen=True, slots=True)
class Asked:
    """One search: when it was asked and answered, the status (0: no answer), who answered."""

    begun: float
    ended: float
    status: int
    backend: str
    degraded: bool


class Load(Meanwhile):
    """Eight who search."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.asked: list[Asked] = []
        super().__init__(*(partial(self._search, itertools.count(number)) for number in range(SEARCHERS)))

    def _search(self, turns: Iterator[int]) -> float:
        query = urllib.parse.urlencode({"q": WORDS[next(turns) % len(WORDS)]})
        begun = time.monotonic()
        try:
            with urllib.request.urlopen(f"{self.site.url}/api/v1/search/?{query}", timeout=20) as answer:
                status, body = answer.status, json.load(answer)
        except (OSError, ValueError) as error:
            status, body = getattr(error, "code", 0), {}
        self.asked.append(Asked(begun, time.monotonic(), status, body.get("backend", ""), bool(body.get("degraded"))))
        return 0.0

    def first(self, since: float, *, degraded: bool) -> float | None:
        """Seconds from `since` to the first answer of this kind that was asked after it."""
        ends = [one.ended for one in list(self.asked) if one.begun >= since and one.status == 200 and one.degraded is degraded]
        return min(ends) - since if ends else None


@pytest.fixture
def searching(fresh_db: str, own_elasticsearch: Server, settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """The site with a node of its own, which the test may kill."""
    own = {"ELASTICSEARCH_URL": own_elasticsearch.url, "SEARCH_INDEX_PREFIX": "killed"}  # type: ignore[attr-defined]
    for name, value in own.items():
        setattr(settings, name, value)
        monkeypatch.setenv(name, value)
    firm = make_enterprise()
    for name in ("月嫂", "家庭保洁", "擦玻璃"):
        for place in ("朝阳区", "海淀区", "东城区"):
            make_listing(title=f"{place}{name}", category=category("月嫂" if name == "月嫂" else "家庭保洁"), district=district(place), enterprise=firm)
    call_command("search", "rebuild", json=True)
    site = Site(fresh_db, {**postgres.environment(fresh_db), **own}).start()
    yield site
    site.stop()
    errors = site.errors()
    site.log.unlink(missing_ok=True)
    assert not errors


@pytest.mark.slow
def test_killed_under_load_and_back_by_itself(searching: Site, own_elasticsearch: Server):
    with Load(searching) as load:
        poll(lambda: sum(one.backend == "elasticsearch" for one in list(load.asked)) >= 50, timeout=20, why="searches answered by Elasticsearch")
        killed = time.monotonic()
        own_elasticsearch.kill()
        degraded = poll(lambda: load.first(killed, degraded=True), timeout=20, every=0.01, why="a degraded answer")
        poll(lambda: sum(one.begun > killed + DEGRADED_WITHIN for one in list(load.asked)) >= 50, timeout=20, why="searches without Elasticsearch")
        starting = time.monotonic()
        own_elasticsearch.start()
        up = time.monotonic()
        back = poll(lambda: load.first(up, degraded=False), timeout=60, why="Elasticsearch answers again")
        poll(lambda: load.asked[-1].backend == "elasticsearch", timeout=10)

    asked = load.asked
    slowest = max(one.ended - one.begun for one in asked if killed <= one.begun < starting)
    print(f"{len(asked)} searches; degraded after {degraded:.2f} s, slowest answer without Elasticsearch {slowest:.2f} s, back {back:.2f} s after the node")
    assert {one.status for one in asked} == {200}
    assert degraded <= DEGRADED_WITHIN
    assert all(one.degraded and one.backend == "database" for one in asked if killed + DEGRADED_WITHIN < one.begun < starting)
    assert back <= BACK_WITHIN
