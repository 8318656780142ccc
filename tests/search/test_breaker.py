"""Elasticsearch away: no error, the database answers and says so, and the way back is found by itself."""

import time
from collections.abc import Callable

import pytest
from django.test import Client

from core import clock
from search.engines import connection
from search.engines.connection import Breaker
from search.services import rebuild
from tests.search.conftest import Shelf
from tests.search.corpus import listings
from tests.services.server import Server
from tests.waiting import poll

URL = "/api/v1/search/"


class Watch:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    made = Watch()
    monkeypatch.setattr(connection.time, "monotonic", made.monotonic)
    return made


def test_a_failure_opens_it_at_once_and_one_search_probes_after_a_while(watch: Watch) -> None:
    breaker = Breaker()
    assert breaker.allows()
    breaker.failed()
    assert not breaker.allows()
    watch.now += connection.PROBE_SECONDS + 0.1
    assert breaker.allows()
    assert not breaker.allows()
    breaker.failed()
    watch.now += connection.PROBE_SECONDS - 0.1
    assert not breaker.allows()
    watch.now += 0.2
    assert breaker.allows()
    breaker.answered()
    assert breaker.allows()
    assert breaker.allows()


def test_the_way_back_is_short_enough() -> None:
    assert connection.PROBE_SECONDS <= 10


@pytest.mark.django_db
def test_a_refused_connection_is_answered_from_the_database(client: Client, shelf: Shelf, settings) -> None:
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    shelf.add(1, "月嫂")
    response = client.get(URL, {"q": "月嫂"})
    body = response.json()
    assert (response.status_code, body["count"], body["backend"], body["degraded"]) == (200, 1, "database", True)
    assert response["X-Search-Backend"] == "database"


@pytest.mark.django_db
def test_a_missing_index_is_answered_from_the_database(client: Client, shelf: Shelf, on_elasticsearch: str) -> None:
    shelf.add(1, "月嫂")
    assert client.get(URL, {"q": "月嫂"}).json()["degraded"] is True


@pytest.mark.slow
def test_a_killed_node_is_not_noticed_but_by_the_flag(
    fresh_db: str, client: Client, shelf: Shelf, own_elasticsearch: Server, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ELASTICSEARCH_URL = own_elasticsearch.url  # type: ignore[attr-defined]
    settings.SEARCH_INDEX_PREFIX = "killed"
    shelf.put(*listings(60, now=clock.now()))
    rebuild.rebuild_index(now=clock.now())
    settings.SEARCH_TIMEOUT_SECONDS = 0.8

    def backend() -> str:
        response = client.get(URL, {"q": "月嫂"})
        assert response.status_code == 200
        body = response.json()
        assert body["count"] > 0
        assert body["degraded"] is (body["backend"] == "database")
        return body["backend"]

    poll(lambda: backend() == "elasticsearch", 20)
    own_elasticsearch.kill()
    started = time.monotonic()
    assert backend() == "database"
    assert time.monotonic() - started < 3
    assert {backend() for _ in range(20)} == {"database"}
    own_elasticsearch.start()
    poll(lambda: backend() == "elasticsearch", 15)
    assert connection.BREAKER.open is False


@pytest.mark.django_db
def test_a_server_that_hangs_costs_one_short_wait(client: Client, shelf: Shelf, settings, hanging_server: Callable[[], str]) -> None:
    settings.ELASTICSEARCH_URL = hanging_server()
    settings.SEARCH_TIMEOUT_SECONDS = 0.8
    shelf.add(1, "月嫂")
    started = time.monotonic()
    assert client.get(URL, {"q": "月嫂"}).json()["degraded"] is True
    first = time.monotonic() - started
    started = time.monotonic()
    assert client.get(URL, {"q": "月嫂"}).json()["degraded"] is True
    assert 0.7 < first < 3
    assert time.monotonic() - started < 0.7
