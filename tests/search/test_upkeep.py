"""X3, X5 and the shape of the index. NIGHTLY=1: 5,000 pairs in reverse, 1 % of 100,000 corrupted."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection as database
from django.test import Client

from core import clock
from home.operations.drift import gauge
from search.engines.connection import request
from search.models import PendingDocument, SearchDocument
from search.services import drift, index, projection, rebuild
from search.tasks import mend
from tests.members.factories import make_staff
from tests.search.conftest import Shelf
from tests.search.corpus import listings
from tests.search.kept_equal import in_the_index, indexed, projected

NIGHTLY = bool(os.environ.get("NIGHTLY"))
PAIRS = 5_000 if NIGHTLY else 500
CORRUPTED_OF = 100_000 if NIGHTLY else 1_000
REPAIR_SECONDS = 300


def versions_of(shelf: Shelf, count: int) -> dict[int, list[index.Row]]:
    """Each document's rows in the order they were written: two versions, and of every fifth a tombstone after them."""
    history: dict[int, list[index.Row]] = {number: [] for number in range(1, count + 1)}
    for turn in ("旧的", "新的", ""):
        if turn:
            shelf.put(*(shelf.make(number, turn) for number in history))
        else:
            shelf.take(*range(1, count + 1, 5))
        for row in index.rows_where("true" if turn else "deleted", [], count):
            history[int(row[1].split(":")[1])].append(row)
    return history


@pytest.mark.django_db
@pytest.mark.parametrize("order", ["reversed", "shuffled"])
def test_a_late_old_write_never_wins(shelf: Shelf, elastic_index: Callable[[], str], order: str) -> None:
    elastic_index()
    history = versions_of(shelf, PAIRS)
    late = sorted((row for rows in history.values() for row in rows), key=lambda row: -row[2])
    if order == "shuffled":
        random.Random(3).shuffle(late)
    for start in range(0, len(late), 100):
        index.bulk(index.write_alias(), late[start : start + 100])
    assert indexed() == projected()
    assert len(projected()) == PAIRS - PAIRS // 5
    assert in_the_index("listing:200")["_source"]["hit"]["title"] == "新的"


@pytest.mark.django_db
def test_without_versions_the_late_old_write_does_win(shelf: Shelf, elastic_index: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above can fail."""
    elastic_index()
    history = versions_of(shelf, 20)
    monkeypatch.setattr(index, "action_lines", plain_lines)
    for row in sorted((row for rows in history.values() for row in rows), key=lambda row: -row[2]):
        index.bulk(index.write_alias(), [row])
    assert set(indexed()) > set(projected())
    assert in_the_index("listing:10")["_source"]["hit"]["title"] == "旧的"


def plain_lines(row: index.Row) -> bytes:
    """What an index without versions would be sent."""
    if row[3]:
        return json.dumps({"delete": {"_id": row[1]}}).encode() + b"\n"
    return json.dumps({"index": {"_id": row[1]}}).encode() + b'\n{"n":%d,' % row[0] + row[4].encode()[1:] + b"\n"


@pytest.mark.django_db
def test_shards_replicas_and_the_memory_of_deletions_come_from_settings(shelf: Shelf, on_elasticsearch: str, settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "COPIES_SECONDS", 1)  # one node has no place for copies
    settings.SEARCH_SHARDS, settings.SEARCH_REPLICAS = 3, 2
    shelf.put(*listings(200, now=clock.now()))
    name = rebuild.rebuild_index(now=clock.now())["index"]
    made = request("GET", f"/{name}/_settings")[name]["settings"]["index"]
    assert (made["number_of_shards"], made["number_of_replicas"], made["gc_deletes"]) == ("3", "2", "1h")
    shards = request("GET", f"/_cat/shards/{name}?format=json")
    assert len([shard for shard in shards if shard["prirep"] == "p" and int(shard["docs"]) > 0]) == 3
    assert len([shard for shard in shards if shard["prirep"] == "r"]) == 6


def test_an_operator_sets_shards_and_replicas_by_environment() -> None:
    told = {**os.environ, "SEARCH_SHARDS": "4", "SEARCH_REPLICAS": "2"}
    command = "from django.conf import settings; print(settings.SEARCH_SHARDS, settings.SEARCH_REPLICAS)"
    said = subprocess.run([sys.executable, "-c", command], env=told, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["4", "2"]


def corrupt(name: str, chosen: list[int]) -> tuple[list[int], list[int], list[int]]:
    """Drop a third of these documents from an index, let a third grow old there, add as many that nobody knows as the last third has."""
    third = len(chosen) // 3
    dropped, aged, added = chosen[:third], chosen[third : 2 * third], chosen[2 * third :]
    for number in dropped:
        request("DELETE", f"/{name}/_doc/listing%3A{number}")
    with database.cursor() as cursor:
        cursor.execute("UPDATE search_searchdocument SET version = nextval('search_version') WHERE object_id = ANY(%s)", [aged])
    for number in added:
        ghost = {"n": 900_000 + number, "type": "listing", "hit": {"title": "鬼"}}
        request("PUT", f"/{name}/_doc/listing%3A9{number:06}?version=5&version_type=external_gte", json.dumps(ghost).encode())
    return dropped, aged, added


def test_one_percent_of_drift_is_found_and_repaired_without_touching_the_rest(fresh_db: str, shelf: Shelf, elastic_index: Callable[[], str]) -> None:
    shelf.put(*listings(CORRUPTED_OF, now=clock.now()))
    name = elastic_index()
    PendingDocument.objects.all().delete()
    before = projected()
    spoiled = corrupt(name, random.Random(5).sample(range(1, CORRUPTED_OF + 1), CORRUPTED_OF // 100))
    found = drift.compare(name)
    assert (len(found.missing), len(found.stale), len(found.ghosts)) == tuple(map(len, spoiled))
    started = time.monotonic()
    drift.repair(name)
    assert time.monotonic() - started < REPAIR_SECONDS
    assert drift.compare(name).total == 0
    assert indexed() == projected()
    changed = {key for key, version in projected().items() if before[key] != version}
    assert changed == {f"listing:{number}" for number in (*spoiled[0], *spoiled[1])}


def doctor(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What a monitor reads of the search."""
    capsys.readouterr()
    with suppress(SystemExit):
        call_command("doctor", "--json")
    return next(check for check in json.loads(capsys.readouterr().out)["checks"] if check["name"] == "search")


@pytest.mark.django_db
def test_monitors_and_staff_read_how_far_search_is_behind(
    shelf: Shelf, elastic_index: Callable[[], str], client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    shelf.put(*listings(30, now=clock.now()))
    projection.refresh_everything(now=clock.now())
    name = elastic_index()
    index.push_pending()
    there = SearchDocument.objects.filter(deleted=False).count()
    nothing = {"missing": 0, "surplus": 0, "differing": 0, "pending": 0, "pending_seconds": 0, "without_index": 0}
    found = doctor(capsys)
    assert (found["ok"], found["numbers"]) == (True, {"documents": there, **nothing})
    del shelf.documents[1]
    shelf.documents |= {number: shelf.make(number) for number in (101, 102)}
    for number in (5, 6, 7):
        request("DELETE", f"/{name}/_doc/listing%3A{number}")
    shelf.add(200, "还没送到")
    PendingDocument.objects.update(since=clock.now() - timedelta(minutes=30))
    found = doctor(capsys)
    assert {key: value for key, value in found["numbers"].items() if key != "pending_seconds"} == {
        "documents": there + 1, "missing": 2, "surplus": 1, "differing": 3, "pending": 1, "without_index": 0,
    }  # fmt: skip
    assert 1000 < found["numbers"]["pending_seconds"] < 1900
    assert not found["ok"]
    client.force_login(make_staff("administrator"))
    assert "缺 2，多 1，索引差 3，等待 1" in client.get("/admin/home-operations/health/").content.decode()
    call_command("search", "repair")
    capsys.readouterr()
    assert doctor(capsys)["numbers"] == {"documents": there + 2, **nothing}


@pytest.mark.django_db
def test_the_gauge_says_that_there_is_no_index_and_that_nobody_answers(shelf: Shelf, on_elasticsearch: str, settings) -> None:
    assert gauge()["without_index"] == 1
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    assert gauge()["without_index"] == 1
    settings.ELASTICSEARCH_URL = ""
    assert gauge()["without_index"] == 0


@pytest.mark.django_db
def test_what_differs_is_mended_once_a_day_without_anybody(shelf: Shelf, elastic_index: Callable[[], str], caplog: pytest.LogCaptureFixture) -> None:
    shelf.put(*listings(20, now=clock.now()))
    name = elastic_index()
    PendingDocument.objects.all().delete()
    request("DELETE", f"/{name}/_doc/listing%3A3")
    mend()
    assert indexed() == projected()
    assert "1 documents differed" in caplog.text
    caplog.clear()
    mend()
    assert caplog.text == ""
