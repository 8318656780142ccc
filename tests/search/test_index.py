"""Elasticsearch as a copy: pushing, versions, rebuild while writes go on, drift and its repair."""

import json
import random
import threading
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection as database

from core import clock
from core.outbox.testing import drain_all
from search.engines.connection import ElasticsearchAwayError, request
from search.models import PendingDocument, SearchDocument
from search.services import drift, index, projection, rebuild
from search.tasks import keep_index
from tests.search.conftest import Shelf
from tests.search.corpus import listings


def indexed() -> dict[str, int]:
    """Id → version of everything in the index."""
    return {key: version for _, version, key in drift._indexed(index.serving() or "")}


def projected() -> dict[str, int]:
    """Id → version of everything that should be there."""
    rows = SearchDocument.objects.filter(deleted=False).values_list("type", "object_id", "version")
    return {f"{kind}:{number}": version for kind, number, version in rows}


def in_the_index(key: str) -> dict:
    return request("GET", f"/{index.serving()}/_doc/{key.replace(':', '%3A')}")


@pytest.mark.django_db
def test_a_change_reaches_the_index_through_the_outbox(shelf: Shelf, elastic_index: Callable[[], str]) -> None:
    elastic_index()
    shelf.add(1, "月嫂")
    assert PendingDocument.objects.count() == 1
    drain_all()
    assert PendingDocument.objects.count() == 0
    assert in_the_index("listing:1")["_source"]["render"]["title"] == "月嫂"
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
def test_a_late_old_write_never_wins(shelf: Shelf, elastic_index: Callable[[], str]) -> None:
    elastic_index()
    names = range(1, 301)
    history: dict[int, list[index.Row]] = {number: [] for number in names}
    for turn in range(3):
        shelf.put(*(shelf.make(number, f"第{turn}版") for number in names))
        for row in index.rows_where("NOT deleted", [], 1000):
            history[int(row[1].split(":")[1])].append(row)
    shelf.take(*range(1, 101))
    for row in index.rows_where("deleted", [], 1000):
        history[int(row[1].split(":")[1])].append(row)
    late = [row for rows in history.values() for row in reversed(rows)]
    random.Random(3).shuffle(late)
    for start in range(0, len(late), 100):
        index.bulk(index.write_alias(), late[start : start + 100])
    assert indexed() == projected()
    assert in_the_index("listing:200")["_source"]["render"]["title"] == "第2版"


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
def test_drift_is_found_and_repaired_without_touching_the_rest(shelf: Shelf, elastic_index: Callable[[], str]) -> None:
    shelf.put(*listings(400, now=clock.now()))
    elastic_index()
    name = index.serving() or ""
    PendingDocument.objects.all().delete()
    choose = random.Random(5)
    spoiled = choose.sample(range(1, 401), 12)
    for number in spoiled[:4]:
        request("DELETE", f"/{name}/_doc/listing%3A{number}")
    with database.cursor() as cursor:
        cursor.execute("UPDATE search_searchdocument SET version = nextval('search_version') WHERE object_id = ANY(%s)", [spoiled[4:8]])
    for number in spoiled[8:]:
        ghost = {"n": 900_000 + number, "type": "listing", "render": {"title": "鬼"}}
        request("PUT", f"/{name}/_doc/listing%3A9{number}?version=5&version_type=external_gte", json.dumps(ghost).encode())
    found = drift.compare(name)
    assert (len(found.missing), len(found.stale), len(found.ghosts)) == (4, 4, 4)
    drift.repair(name)
    assert drift.compare(name).total == 0
    assert indexed() == projected()


@pytest.mark.django_db
def test_an_index_that_is_ahead_of_a_restored_database_is_put_right(shelf: Shelf, elastic_index: Callable[[], str]) -> None:
    shelf.add(1, "现在的")
    elastic_index()
    PendingDocument.objects.all().delete()
    future = {"n": SearchDocument.objects.get().pk, "type": "listing", "render": {"title": "未来的"}}
    request("PUT", f"/{index.serving()}/_doc/listing%3A1?version=999999999&version_type=external_gte", json.dumps(future).encode())
    assert drift.repair(index.serving() or "").ahead
    assert in_the_index("listing:1")["_source"]["render"]["title"] == "现在的"
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


def test_a_rebuild_while_writes_go_on_loses_nothing(fresh_db: str, shelf: Shelf, elastic_index: Callable[[], str]) -> None:
    shelf.put(*listings(1500, now=clock.now()))
    elastic_index()
    drain_all()
    stop, errors = threading.Event(), []

    def write() -> None:
        choose = random.Random(11)
        try:
            while not stop.wait(0.01):
                number = choose.randint(1, 1600)
                if choose.random() < 0.2 and number in shelf.documents:
                    shelf.take(number)
                else:
                    shelf.add(number, f"改过的 {choose.random()}")
                index.push_pending()
        except Exception as error:  # told to the test below
            errors.append(error)
        finally:
            database.close()

    writer = threading.Thread(target=write)
    writer.start()
    names = [rebuild.rebuild_index(now=clock.now())["index"] for _ in range(3)]
    stop.set()
    writer.join()
    index.push_pending()
    assert errors == []
    assert index.serving() == names[-1]
    assert indexed() == projected()


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
