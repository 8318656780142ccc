"""What an editor puts first: labelled, in its order, only while it is public and fits, and nothing else changes."""

import http.server
import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import clock
from core.audit.models import AuditEntry
from core.errors import Forbidden, Invalid
from search import lexicon
from search.models import PromotedTerm, SynonymSet
from search.services import words
from tests.members.factories import actor_for, make_staff
from tests.search.conftest import Shelf
from tests.search.factories import promoted_term

pytestmark = pytest.mark.django_db
SCREEN = "/admin/search-promotions/"
TODAY = timezone.localdate


def staff(role: str = "editor") -> Client:
    """A browser of a member of staff."""
    client = Client()
    client.force_login(make_staff(role))
    return client


def ask(text: str, **query: str) -> dict[str, Any]:
    """One search by the API."""
    response = Client().get("/api/v1/search/", {"q": text, **query})
    assert response.status_code == 200, response.content
    return response.json()


def ids(body: dict[str, Any]) -> list[int]:
    """What was found, in order."""
    return [item["id"] for item in body["items"]]


@pytest.fixture
def maids(shelf: Shelf, counted: Callable[[], None]) -> Shelf:
    """Twelve that match, the first being the best; a cleaner that does not."""
    for number in range(1, 13):
        shelf.add(number, "月嫂" if number == 1 else f"金牌月嫂{number}号", side="offer", price_fen=number * 10_000, completeness=1 - number / 20)
    shelf.add(50, "擦玻璃", side="offer", price_fen=5_000)
    counted()
    return shelf


def put_first(*numbers: int, **fields: Any) -> PromotedTerm:
    """Promote and take it up."""
    row = promoted_term(word=fields.pop("word", "月嫂"), shown=[f"listing:{number}" for number in numbers], **fields)
    lexicon.reload()
    return row


def test_they_come_first_in_their_order_labelled_and_nothing_else_changes(maids: Shelf) -> None:
    before = ask("月嫂")
    put_first(9, 50, 7)
    after = ask("月嫂")
    assert ids(after)[:3] == [9, 50, 7]
    assert [item["promoted"] for item in after["items"]] == [True] * 3 + [False] * 10
    assert {item["why"] for item in after["items"][:3]} == {"编辑为「月嫂」推荐"}
    assert ids(after)[3:] == [number for number in ids(before) if number not in (9, 7)]
    for name in ("count", "count_exact", "facets", "understood", "relaxed", "suggestions", "next"):
        assert after[name] == before[name], name
    assert not any(item["promoted"] for item in before["items"])


def test_pages_neither_lose_nor_double_what_was_lifted(maids: Shelf) -> None:
    whole = ids(ask("月嫂"))
    put_first(9, 7)
    for size in ("1", "2", "3", "5", "12"):
        found, params = [], {"page_size": size}
        for _ in range(30):
            body = ask("月嫂", **params)
            found += ids(body)
            assert len(body["items"]) <= max(int(size), 3)
            if body["next"] is None:
                break
            params["cursor"] = body["next"]
        assert found == [9, 7, *(number for number in whole if number not in (9, 7))], size


def test_only_while_it_is_public_and_under_the_filters(maids: Shelf) -> None:
    put_first(9, 50)
    assert ids(ask("月嫂", price_max="80"))[:1] == [50]
    assert 9 not in ids(ask("月嫂", price_max="800")), "it costs 900"
    assert ids(ask("月嫂", side="request")) == []
    assert ids(ask("月嫂", price_min="850", price_max="950")) == [9]
    maids.take(9)
    assert ids(ask("月嫂"))[0] == 50
    maids.take(50)
    assert not any(item["promoted"] for item in ask("月嫂")["items"])


def test_who_sorts_by_something_gets_just_that(maids: Shelf) -> None:
    put_first(9)
    cheap = ask("月嫂", sort="price")
    assert ids(cheap) == sorted(ids(cheap)) and not any(item["promoted"] for item in cheap["items"])


@pytest.mark.parametrize("days", [(-9, -1), (1, 9)])
def test_before_and_after_its_days_it_is_not_there(maids: Shelf, days: tuple[int, int]) -> None:
    first, last = (TODAY() + timedelta(days=number) for number in days)
    put_first(9, starts_on=first, ends_on=last)
    assert ids(ask("月嫂"))[0] == 1
    put_first(8, starts_on=TODAY(), ends_on=TODAY())
    assert ids(ask("月嫂"))[0] == 8


def test_a_day_that_has_passed_since_the_words_were_read_counts(maids: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    put_first(9, starts_on=TODAY(), ends_on=TODAY())
    assert ids(ask("月嫂"))[0] == 9
    tomorrow = TODAY() + timedelta(days=1)
    monkeypatch.setattr("search.queries.timezone.localdate", lambda: tomorrow)
    assert ids(ask("月嫂"))[0] == 1


@pytest.mark.parametrize("text", ["月嫂", "yuesao", "找月嫂", "月子嫂嫂", "金牌月嫂", "月嫂一千五百元以内"])
def test_other_ways_to_ask_for_the_same_are_meant_too(maids: Shelf, text: str) -> None:
    SynonymSet.objects.create(words=["月子嫂嫂"], targets=["月嫂"])
    put_first(9)
    assert ids(ask(text))[0] == 9


@pytest.mark.parametrize("text", ["月嫂 擦玻璃", "擦玻璃", "金牌", "量子纠缠仪", ""])
def test_what_asks_for_something_else_is_left_alone(maids: Shelf, text: str) -> None:
    put_first(9)
    assert not any(item["promoted"] for item in ask(text)["items"])


def test_narrowly_it_is_the_word_alone(maids: Shelf) -> None:
    SynonymSet.objects.create(words=["月子嫂嫂"], targets=["月嫂"])
    put_first(9, widely=False)
    assert (ids(ask("月嫂"))[0], ids(ask("月子嫂嫂"))[0], ids(ask("yuesao"))[0]) == (9, 1, 1)


def test_one_that_is_switched_off_or_of_another_word_does_nothing(maids: Shelf) -> None:
    put_first(9, active=False)
    put_first(8, word="保洁")
    assert ids(ask("月嫂"))[0] == 1


def test_it_costs_no_query(maids: Shelf) -> None:
    ask("月嫂")
    with CaptureQueriesContext(
        connection,
    ) as before:
        ask("月嫂")
    put_first(9, 50)
    ask("月嫂")
    with CaptureQueriesContext(connection) as after:
        ask("月嫂")
    assert len(after) == len(before)


def test_a_frequent_query_is_served_too(shelf: Shelf, counted: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.weights.EXACT_UP_TO", 20)
    shelf.put(*(shelf.make(number, f"金牌月嫂{number}号") for number in range(1, 61)))
    counted()
    before = ask("月嫂")
    put_first(33)
    after = ask("月嫂")
    assert before["count_exact"] is False and ids(after)[0] == 33 and after["items"][0]["promoted"]
    assert (after["count"], after["facets"]) == (before["count"], before["facets"])


def test_the_page_says_it(maids: Shelf) -> None:
    put_first(9)
    for path, word, why in (("/search/", "推荐", "编辑为「月嫂」推荐"), ("/en/search/", "Promoted", "Put first by an editor for “月嫂”")):
        shown = Client().get(path, {"q": "月嫂"}).content.decode()
        card = shown.split("<article")[1]
        assert 'data-result="listing:9"' in card and word in card and why in card
        assert word not in shown.split("<article")[2]


def test_an_editor_puts_it_first_by_its_address(maids: Shelf, django_capture_on_commit_callbacks) -> None:
    editor, today = staff(), TODAY()
    first = editor.get(f"{SCREEN}new/", {"word": "月嫂", "shown": "/listings/9/"}).content.decode()
    assert "/listings/9/" in first and 'value="月嫂"' in first
    form = {"word": "月嫂", "widely": "on", "shown": "https://example.test/en/listings/9/?from=x\n/listings/50/", "why": "年底预约多", "active": "on"}
    with django_capture_on_commit_callbacks(execute=True):
        done = editor.post(f"{SCREEN}new/", {**form, "starts_on": today, "ends_on": today + timedelta(days=30)})
    row = PromotedTerm.objects.get()
    assert done.status_code == 302 and row.shown == ["listing:9", "listing:50"]
    assert ids(ask("yuesao"))[:2] == [9, 50]
    assert AuditEntry.objects.filter(function="promoted_term.add", result="ok").count() == 1
    page = editor.get(f"{SCREEN}edit/{row.pk}/").content.decode()
    assert "改过 1 次" in page and "/listings/50/" in page and "生效中" in page
    maids.take(50)
    gone = editor.get(f"{SCREEN}edit/{row.pk}/").content.decode()
    assert "listing:50" in gone and "现在看不到了" in gone
    with django_capture_on_commit_callbacks(execute=True):
        kept = editor.post(f"{SCREEN}edit/{row.pk}/", {**form, "shown": "listing:50\n/listings/9/", "starts_on": today, "ends_on": today})
    row.refresh_from_db()
    assert kept.status_code == 302 and row.shown == ["listing:50", "listing:9"]
    assert ids(ask("月嫂"))[0] == 9
    assert "月嫂" in editor.get(SCREEN).content.decode()
    assert "排到最前" in editor.get("/admin/search-demand/try/", {"q": "月嫂"}).content.decode()
    assert Client().get(SCREEN).status_code == 302 and staff("operator").get(SCREEN).status_code == 403
    assert staff("auditor").get(SCREEN).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"shown": "/listings/999/"}, "shown"),
        ({"shown": "/search/?q=x"}, "shown"),
        ({"shown": "listing:9"}, "shown"),
        ({"shown": "/listings/1/\n/listings/2/\n/listings/3/\n/listings/4/"}, "shown"),
        ({"shown": ""}, "shown"),
        ({"word": "月嫂 保姆"}, "word"),
        ({"word": ""}, "word"),
        ({"why": ""}, "why"),
        ({"ends_on": "2020-01-01"}, "ends_on"),
        ({"ends_on": "2099-01-01"}, "ends_on"),
        ({"starts_on": "gestern"}, "starts_on"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(maids: Shelf, wrong: dict[str, str], field: str) -> None:
    form = {"word": "月嫂", "shown": "/listings/9/", "why": "年底", "active": "on", "starts_on": TODAY(), "ends_on": TODAY() + timedelta(days=3)}
    page = staff().post(f"{SCREEN}new/", {**form, **wrong})
    assert page.status_code == 200 and page.context["form"].errors.get(field), page.context["form"].errors
    assert not PromotedTerm.objects.exists()


def test_one_promotion_at_a_time_for_a_word_and_publishers_take_it_away(maids: Shelf) -> None:
    row = put_first(9)
    editor, now = actor_for(make_staff("editor")), clock.now()
    given = {"word": "月嫂", "shown": ["/listings/8/"], "starts_on": row.ends_on, "ends_on": row.ends_on, "why": "再来一条"}
    with pytest.raises(Invalid):
        words.promote(actor=editor, now=now, **given)
    later = row.ends_on + timedelta(days=1)
    words.promote(actor=editor, now=now, **{**given, "starts_on": later, "ends_on": later})
    with pytest.raises(Forbidden):
        words.remove_word(row, actor=editor, now=now)
    words.remove_word(row, actor=actor_for(make_staff("publisher")), now=now)
    assert PromotedTerm.objects.count() == 1


def test_the_database_keeps_days_and_number() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        promoted_term(shown=[])
    with pytest.raises(IntegrityError), transaction.atomic():
        promoted_term(ends_on=TODAY() - timedelta(days=9))
    assert not PromotedTerm.objects.exists()


class Stub(http.server.BaseHTTPRequestHandler):
    """Answers like Elasticsearch, from what a test put there, and keeps what was asked."""

    asked: list[tuple[str, bytes]]
    answers: dict[str, Any]
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Keep and answer."""
        body = self.rfile.read(int(self.headers["content-length"]))
        type(self).asked.append((self.path, body))
        text = json.dumps(type(self).answers["msearch" if "_msearch" in self.path else "search"]).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *args: Any) -> None:
        """Quietly."""


@pytest.fixture
def stub(settings) -> Iterator[type[Stub]]:
    """An address that counts requests."""
    handler = type("Counting", (Stub,), {"asked": [], "answers": {}})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.ELASTICSEARCH_URL = f"http://127.0.0.1:{server.server_port}"
    yield handler
    server.shutdown()
    thread.join()


def known(number: int) -> dict[str, Any]:
    """What a hit carries."""
    title, key = f"月嫂{number}", f"listing:{number}"
    return {"key": key, "title": title, "tags": [], "place": None, "shown": json.dumps({"type": "listing", "id": number, "title": title})}


def elastic_answer(*numbers: int, aggregations: bool = True) -> dict[str, Any]:
    """As Elasticsearch answers."""
    hits = [{"_id": f"listing:{number}", "_source": {"hit": known(number)}, "sort": [float(100 - number), number]} for number in numbers]
    found = {"timed_out": False, "_shards": {"failed": 0}, "hits": {"total": {"value": 12, "relation": "eq"}, "hits": hits}}
    empty = {name: {"v": {"buckets": []}} for name in ("type", "category", "district", "side", "price")}
    return {**found, "aggregations": empty} if aggregations else found


def test_with_elasticsearch_it_is_still_one_request_and_no_sql(maids: Shelf, stub: type[Stub]) -> None:
    stub.answers = {"search": elastic_answer(1, 2, 9), "msearch": {"responses": [elastic_answer(1, 2, 9), elastic_answer(50, 9, aggregations=False)]}}
    ask("月嫂")
    put_first(9, 50, 77)
    ask("月嫂")
    stub.asked.clear()
    with CaptureQueriesContext(connection) as queries:
        body = ask("月嫂", side="offer", price_max="1200")
    assert (body["backend"], ids(body), len(queries)) == ("elasticsearch", [9, 50, 1, 2], 0)
    assert [item["promoted"] for item in body["items"]] == [True, True, False, False]
    ((path, sent),) = stub.asked
    assert path.endswith("/_msearch")
    _, plain, _, first = map(json.loads, sent.decode().strip().split("\n"))
    assert "aggs" in plain and "listing:9" not in json.dumps(plain)
    assert first["query"]["bool"]["filter"] == [
        {"ids": {"values": ["listing:9", "listing:50", "listing:77"]}},
        {"term": {"side": "offer"}},
        {"range": {"price_fen": {"lte": 120_000}}},
    ]


def test_an_answer_that_lacks_a_part_goes_to_the_database(maids: Shelf, stub: type[Stub]) -> None:
    put_first(9)
    stub.answers = {"msearch": {"responses": [elastic_answer(1), {"error": {"type": "x"}, "status": 503}]}}
    body = ask("月嫂")
    assert (body["backend"], body["degraded"], ids(body)[0]) == ("database", True, 9)


def test_an_index_of_an_earlier_release_is_left_alone_until_it_is_rebuilt(maids: Shelf, stub: type[Stub]) -> None:
    old = elastic_answer(1)
    old["hits"]["hits"][0]["_source"] = {"render": {"type": "listing", "id": 1}}
    stub.answers = {"search": old}
    body = ask("月嫂")
    assert (body["backend"], body["degraded"], ids(body)[0]) == ("database", True, 1)


def test_both_engines_place_the_same(maids: Shelf, elastic_index: Callable[[], str]) -> None:
    elastic_index()
    put_first(9, 50, 7)
    for query in ({}, {"price_max": "800"}, {"side": "request"}, {"page_size": "2"}):
        one = ask("月嫂", **query)
        assert one["backend"] == "elasticsearch"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("search.queries.configured", lambda: False)
            other = ask("月嫂", **query)
        assert {**one, "backend": ""} == {**other, "backend": ""}, query
