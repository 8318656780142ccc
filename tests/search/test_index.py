"""Elasticsearch as a copy: pushing, versions, rebuild while writes go on, drift and its repair."""

import json
import random
import time
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from core import clock
from core.outbox.testing import drain_all
from search.engines.connection import ElasticsearchAwayError, request
from search.models import PendingDocument, SearchDocument
from search.services import drift, index, projection, rebuild
from search.tasks import keep_index
from tests.meanwhile import Meanwhile
from tests.search.conftest import Shelf
from tests.search.corpus import listings
from tests.search.kept_equal import in_the_index, indexed, projected
from tests.waiting import poll

WRITES_A_SECOND = 50


@pytest.mark.django_db
def test_a_change_reaches_the_index_through_the_outbox(shelf: Shelf, elastic_index: Callable[[], str]) -> None:
    elastic_index()
    shelf.add(1, "月嫂")
    assert PendingDocument.objects.count() == 1
    drain_all()
    assert PendingDocument.objects.count() == 0
    assert in_the_index("listing:1")["_source"]["hit"]["title"] == "月嫂"
    shelf.take(1)
    drain_all()
    assert indexed() == {}


@pytest.mark.django_db
def test_a_thousand_changes_are_few_requests(shelf: Shelf, elastic_index: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    elastic_index()
    sent: list[str] = []
    monkeypatch.setattr("search.services.index.request", lambda *args, **kwargs: sent.append(args[1]) or request(*args, **kwargs))
    for number in range(1, 1001):
        shelf.documents[number] = shelf.make(number)
        projection.refresh("listing", [number], now=clock.now())
    drain_all()
    assert len([path for path in sent if "_bulk" in path]) <= 20
    assert indexed() == projected()


@pytest.mark.django_db
def test_what_could_not_be_sent_waits_and_is_sent_later(shelf: Shelf, elastic_index: Callable[[], str], settings) -> None:
    elastic_index()
    address = settings.ELASTICSEARCH_URL
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    shelf.put(*(shelf.make(number) for number in range(1, 51)))
    drain_all()
    shelf.take(1, 2)
    drain_all()
    assert PendingDocument.objects.count() == 50
    settings.ELASTICSEARCH_URL = address
    assert index.push_pending() == 50
    assert indexed() == projected()


@pytest.mark.django_db
def test_one_document_that_is_refused_does_not_hold_up_the_others(shelf: Shelf, elastic_index: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    elastic_index()
    shelf.put(*(shelf.make(number) for number in range(1, 61)))
    bad = SearchDocument.objects.get(object_id=7)
    SearchDocument.objects.filter(pk=bad.pk).update(index_body='{"a field that no index knows": 1}')
    monkeypatch.setattr(index, "BULK_ROWS", 20)
    assert index.push_pending() == 59
    assert list(PendingDocument.objects.values_list("document_id", flat=True)) == [bad.pk]
    assert set(projected()) - set(indexed()) == {"listing:7"}
    SearchDocument.objects.filter(pk=bad.pk).update(index_body=bad.index_body)
    assert index.push_pending() == 1
    assert indexed() == projected()


@pytest.mark.django_db
def test_an_index_that_is_ahead_of_a_restored_database_is_put_right(shelf: Shelf, elastic_index: Callable[[], str]) -> None:
    shelf.add(1, "现在的")
    elastic_index()
    PendingDocument.objects.all().delete()
    future = {"n": SearchDocument.objects.get().pk, "type": "listing", "hit": {"title": "未来的"}}
    request("PUT", f"/{index.serving()}/_doc/listing%3A1?version=999999999&version_type=external_gte", json.dumps(future).encode())
    assert drift.repair(index.serving() or "").ahead
    assert in_the_index("listing:1")["_source"]["hit"]["title"] == "现在的"
    assert drift.compare(index.serving() or "").total == 0


@pytest.mark.django_db
def test_a_missing_or_outdated_index_is_made_by_itself(shelf: Shelf, on_elasticsearch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.add(1)
    keep_index()
    first = index.serving()
    keep_index()
    assert index.serving() == first
    monkeypatch.setattr(index, "schema_hash", lambda: "00000000")
    keep_index()
    assert index.serving() != first
    assert indexed() == projected()


@pytest.mark.django_db
def test_both_aliases_point_at_one_index_and_old_ones_are_removed(shelf: Shelf, elastic_index: Callable[[], str]) -> None:
    old, new = elastic_index(), elastic_index()
    assert index.behind(index.read_alias()) == index.behind(index.write_alias()) == [new]
    assert old not in index.all_indexes()


@pytest.mark.django_db
def test_a_write_before_any_index_makes_none_by_accident(shelf: Shelf, on_elasticsearch: str) -> None:
    shelf.add(1)
    drain_all()
    assert index.all_indexes() == []
    with pytest.raises(ElasticsearchAwayError):
        index.bulk(index.write_alias(), index.rows_where("NOT deleted", []))
    assert index.all_indexes() == []


class Life(Meanwhile):
    """Somebody writes fifty times a second, what is pending is pushed, somebody searches."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.written = 0
        self.rested = 0.0
        self.found: list[tuple[str, int]] = []
        self.choose = random.Random(11)
        super().__init__(self._write, self._push, self._search)

    def _write(self) -> float:
        number = self.choose.randint(1, 1600)
        if self.choose.random() < 0.2 and number in self.shelf.documents:
            self.shelf.take(number)
        else:
            self.shelf.add(number, f"改过的 {self.choose.random()}")
        self.written += 1
        rest = max(0.0, self.begun + self.written / (1.2 * WRITES_A_SECOND) - time.monotonic())
        self.rested += rest
        return rest

    def _push(self) -> float:
        index.push_pending()
        return 0.1

    def _search(self) -> float:
        body = Client().get("/api/v1/search/", {"q": "月嫂"}).json()
        self.found.append((body["backend"], body["count"]))
        return 0.1


def test_a_rebuild_while_fifty_are_written_each_second_loses_nothing_and_search_is_never_empty(
    fresh_db: str, shelf: Shelf, elastic_index: Callable[[], str]
) -> None:
    shelf.put(*listings(1500, now=clock.now()))
    elastic_index()
    drain_all()
    with Life(shelf) as life:
        names = [rebuild.rebuild_index(now=clock.now())["index"] for _ in range(3)]
        poll(lambda: life.errors or life.written >= 150, timeout=30)
    index.push_pending()
    print(f"{life.written} writes in {life.seconds:.1f} s, {len(life.found)} searches during three rebuilds")
    assert life.errors == []
    # On a machine that is too busy for so many, they came without a pause.
    assert life.written / life.seconds >= WRITES_A_SECOND or life.rested < life.seconds / 10
    assert index.serving() == names[-1]
    assert indexed() == projected()
    assert {backend for backend, _ in life.found} == {"elasticsearch"}
    assert min(count for _, count in life.found) > 0


@pytest.mark.django_db
def test_the_command_tells_rebuilds_verifies_and_repairs(shelf: Shelf, on_elasticsearch: str) -> None:
    shelf.put(*listings(30, now=clock.now()))

    def run(*args: str) -> dict:
        out = StringIO()
        call_command("search", *args, "--json", stdout=out)
        return json.loads(out.getvalue())

    with pytest.raises(SystemExit):
        run("status")
    assert run("rebuild")["sent"] == 30
    status = run("status")
    assert (status["documents"], status["ok"], status["terms"] > 30) == ({"listing": 30}, True, True)
    assert run("verify")["drift"] == 0
    request("DELETE", f"/{index.serving()}/_doc/listing%3A3")
    PendingDocument.objects.all().delete()
    with pytest.raises(SystemExit):
        run("verify")
    assert run("repair")["missing"] == 1
    assert run("verify")["ok"]


@pytest.mark.django_db
def test_without_elasticsearch_the_command_rebuilds_the_projection_and_says_that_there_is_nothing_to_verify(shelf: Shelf) -> None:
    shelf.documents[1] = shelf.make(1)
    out = StringIO()
    call_command("search", "rebuild", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"changed": 1, "documents": 1}
    with pytest.raises(CommandError):
        call_command("search", "verify")
