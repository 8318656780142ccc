"""GET /api/v1/search/ and /api/v1/search/suggest/."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from core.api import encode_cursor
from core.models import District
from marketplace.catalog.models import Category
from search.engines import lines
from search.services import suggestions
from tests.search.conftest import Shelf
from tests.search.corpus import listings

pytestmark = pytest.mark.django_db
URL = "/api/v1/search/"
SUGGEST = "/api/v1/search/suggest/"


@pytest.fixture
def city(shelf: Shelf, counted: Callable[[], None]) -> Shelf:
    """120 listings."""
    shelf.put(*listings(120, now=clock.now()))
    counted()
    return shelf


def ask(client: Client, **params: Any) -> dict[str, Any]:
    response = client.get(URL, params)
    assert response.status_code == 200, response.content
    return response.json()


def test_what_came_in_since_the_words_were_counted_is_found_as_it_is_written(client: Client, city: Shelf) -> None:
    city.add(5000, "老房子的铁窗也会收拾")
    body = ask(client, q="铁窗也会收拾")
    assert [item["url"] for item in body["items"]][:1] == ["/listings/5000/"]


def test_an_answer_has_every_part(client: Client, city: Shelf) -> None:
    body = ask(client, q="月嫂", lat="39.92", lng="116.44")
    assert set(body) == {
        "count", "items", "count_exact", "facets", "facets_approximate", "understood", "relaxed", "suggestions", "backend", "degraded", "next",
    }  # fmt: skip
    first = body["items"][0]
    fields = {"type", "id", "external_id", "title", "url", "category", "district", "side", "price_yuan", "unit", "rating", "rating_count", "distance_km", "why"}
    assert fields <= set(first)
    assert "place" not in first
    assert "月嫂" in first["title"]
    assert first["why"].startswith("标题里有「月嫂」")
    assert (body["backend"], body["degraded"], body["count_exact"]) == ("database", False, True)
    assert body["understood"] == [{"field": "q", "value": "月嫂", "label": "月嫂", "source": "query", "without": ""}]
    assert body["relaxed"] == []


@pytest.mark.parametrize("how", ["code", "name", "short"])
def test_places_and_categories_are_taken_by_code_and_by_name(client: Client, city: Shelf, how: str) -> None:
    district = District.objects.get(name="朝阳区")
    node = Category.objects.get(name=next(item["category"] for item in ask(client, district="朝阳区")["items"] if item["category"]))
    given = {"code": (district.code, node.code), "name": ("朝阳区", node.name), "short": ("朝阳", node.slug)}[how]
    body = ask(client, district=given[0], category=given[1])
    assert body["count"] > 0
    assert {item["district"] for item in body["items"]} == {"朝阳区"}
    assert {entry["field"]: entry["label"] for entry in body["understood"]} == {"district": "朝阳区", "category": node.name}


def test_price_rating_side_and_distance_narrow(client: Client, city: Shelf) -> None:
    body = ask(client, price_min="100", price_max="300", rating_min="4.5", side="offer", lat="39.9", lng="116.4", radius_km="10", page_size="50")
    assert body["count"] == len(body["items"]) > 0
    for item in body["items"]:
        assert 100 <= float(item["price_yuan"]) <= 300
        assert item["rating"] >= 4.5
        assert item["side"] == "offer"
        assert item["distance_km"] <= 10


def test_pages_follow_one_another_without_gap_or_double(client: Client, city: Shelf) -> None:
    whole = [item["id"] for item in ask(client, q="服务", page_size="50")["items"]]
    found: list[int] = []
    params: dict[str, Any] = {"q": "服务", "page_size": "7"}
    for _ in range(20):
        body = ask(client, **params)
        found += [item["id"] for item in body["items"]]
        if body["next"] is None:
            break
        params["cursor"] = body["next"]
    assert found[: len(whole)] == whole
    assert len(found) == len(set(found)) == body["count"]


def test_newer_term_frequencies_do_not_disturb_paging(client: Client, city: Shelf, counted: Callable[[], None]) -> None:
    whole = [item["id"] for item in ask(client, q="北京 专业 服务", page_size="50")["items"]]
    first = ask(client, q="北京 专业 服务", page_size="2")
    city.add(500, "北京北京北京")
    counted()
    second = ask(client, q="北京 专业 服务", page_size="2", cursor=first["next"])
    assert [item["id"] for item in first["items"] + second["items"]] == whole[:4]


def test_nothing_found_says_what_might_be_meant(client: Client, city: Shelf) -> None:
    body = ask(client, q="月哥哥嫂嫂")
    assert (body["count"], body["items"], body["next"]) == (0, [], None)
    assert "月嫂" in body["suggestions"]


BAD: list[tuple[dict[str, Any], set[str]]] = [
    ({"q": "x" * 201}, {"q"}),
    ({"q": "月" * 10_000}, {"q"}),
    ({"q": "a\x00b"}, {"q"}),
    ({"q": "a\x1bb"}, {"q"}),
    ({"type": "user"}, {"type"}),
    ({"type": ""}, {"type"}),
    ({"category": "没有的"}, {"category"}),
    ({"district": "北极区"}, {"district"}),
    ({"lat": "39.9"}, {"lng"}),
    ({"lng": "116"}, {"lat"}),
    ({"lat": "91", "lng": "116"}, {"lat"}),
    ({"lat": "nan", "lng": "116"}, {"lat"}),
    ({"lat": "1e1", "lng": "116"}, {"lat"}),
    ({"lat": "３９", "lng": "116"}, {"lat"}),
    ({"radius_km": "5"}, {"radius_km"}),
    ({"lat": "39", "lng": "116", "radius_km": "0"}, {"radius_km"}),
    ({"lat": "39", "lng": "116", "radius_km": "99999"}, {"radius_km"}),
    ({"lat": "39", "lng": "116", "radius_km": "-1"}, {"radius_km"}),
    ({"price_min": "abc"}, {"price_min"}),
    ({"price_min": "-5"}, {"price_min"}),
    ({"price_min": "1.234"}, {"price_min"}),
    ({"price_min": "9" * 30}, {"price_min"}),
    ({"price_min": "300", "price_max": "100"}, {"price_min"}),
    ({"rating_min": "6"}, {"rating_min"}),
    ({"rating_min": "inf"}, {"rating_min"}),
    ({"available_on": "2020-12-01"}, {"available_on"}),
    ({"side": "both"}, {"side"}),
    ({"sort": "best"}, {"sort"}),
    ({"sort": "distance"}, {"sort"}),
    ({"page_size": "51"}, {"page_size"}),
    ({"page_size": "0"}, {"page_size"}),
    ({"page_size": "-1"}, {"page_size"}),
    ({"page_size": "２０"}, {"page_size"}),
    ({"page_size": "20.0"}, {"page_size"}),
    ({"cursor": "nonsense"}, {"cursor"}),
    ({"cursor": "W10"}, {"cursor"}),
    ({"cursor": "x" * 5000}, {"cursor"}),
    ({"page": "2"}, {"page"}),
    ({"q": ["a", "b"]}, {"q"}),
    ({"district": ["110101", "110102"], "sort": "x", "bogus": "1"}, {"district", "sort", "bogus"}),
]


@pytest.mark.parametrize(("params", "fields"), BAD, ids=[str(number) for number in range(len(BAD))])
def test_what_it_cannot_take_is_named(client: Client, params: dict[str, Any], fields: set[str]) -> None:
    response = client.get(URL, params)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert set(response.json()["fields"]) == fields
    assert len(response.content) < 2000


@pytest.mark.parametrize(
    "parts",
    [
        ["price", [240], 1.5, 3],
        ["relevance", [240], None, 3],
        ["relevance", [240], 1e300, 3],
        ["relevance", [240], "1; DROP", 3],
        ["relevance", [240], 1.0, 2**63],
        ["relevance", [240], 1.0, -3],
        ["relevance", [9999], 1.0, 3],
        ["relevance", [1] * 5000, 1.0, 3],
        ["relevance", [True], 1.0, 3],
        ["relevance", [100, 100], 1.0, 3],
        ["distance", [240], 1.0, 3],
        ["newest", [240], 10**18, 3],
        [1, 2, 3],
    ],
)
def test_a_cursor_that_we_did_not_make_is_refused(client: Client, parts: list[Any]) -> None:
    sort = parts[0] if parts[0] in ("price", "newest") else "relevance"
    response = client.get(URL, {"q": "月嫂", "sort": sort, "cursor": encode_cursor(*parts)})
    assert (response.status_code, set(response.json()["fields"])) == (400, {"cursor"})


ODD = (
    *("", " ", "'", '"', "' OR 1=1 --", "*", "a*", "(", "& | ! <->", "\\", "%_%", '{"query":1}', "<script>", "😀", "月嫂'::tsquery"),
    *(":*", "ﷺ", "𠮷", "a:b", "=月嫂", "~yue", "月" * 200, "a b c d e f g h i j k l m n o p", "一二三四五六七八九十" * 20),
)


def test_odd_text_is_just_text_on_both_engines(client: Client, city: Shelf, elastic_index: Callable[[], str], settings) -> None:
    elastic_index()
    address = settings.ELASTICSEARCH_URL
    for text in ODD:
        settings.ELASTICSEARCH_URL = address
        body = ask(client, q=text)
        settings.ELASTICSEARCH_URL = ""
        other = ask(client, q=text)
        assert (body["backend"], other["backend"]) == ("elasticsearch", "database")
        assert [item["id"] for item in body["items"]] == [item["id"] for item in other["items"]], text


def test_a_search_is_one_request_and_no_sql(client: Client, city: Shelf, elastic_index: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    elastic_index()
    ask(client, q="月嫂")
    sent: list[str] = []
    real = lines.Node.post
    monkeypatch.setattr(lines.Node, "post", lambda self, path, body, seconds: sent.append(path) or real(self, path, body, seconds))
    with CaptureQueriesContext(connection) as queries:
        body = ask(client, q="月嫂", district="朝阳区", lat="39.9", lng="116.4", price_max="900", sort="distance")
    assert (len(sent), len(queries), body["backend"]) == (1, 0, "elasticsearch")


def test_a_search_in_the_database_costs_the_same_at_two_sizes(client: Client, city: Shelf) -> None:
    ask(client, q="月嫂")
    counts = []
    for extra in (range(0), range(200, 260)):
        city.put(*(city.make(number, f"月嫂{number}") for number in extra))
        with CaptureQueriesContext(connection) as queries:
            ask(client, q="月嫂", district="朝阳区")
        counts.append(len([query for query in queries if "SAVEPOINT" not in query["sql"]]))
    assert counts == [1, 1]


def test_the_answer_says_who_gave_it(client: Client, city: Shelf, elastic_index: Callable[[], str]) -> None:
    elastic_index()
    response = client.get(URL, {"q": "月嫂"})
    assert (response["X-Search-Backend"], response.json()["degraded"]) == ("elasticsearch", False)


@pytest.mark.parametrize(
    ("typed", "expected"), [("月", "月嫂"), ("月嫂", "月嫂"), ("yu", "月嫂"), ("yuesa", "月嫂"), ("ys", "月嫂"), ("家電", "家电维修"), ("YUES", "月嫂")]
)
def test_type_ahead_finds_names_by_their_beginning(client: Client, typed: str, expected: str) -> None:
    suggestions.replace_catalogue()
    body = client.get(SUGGEST, {"q": typed}).json()
    assert expected in [item["text"] for item in body["items"]]
    assert body["count"] == len(body["items"])


def test_type_ahead_is_one_query_and_few_of_each_kind(client: Client) -> None:
    suggestions.replace_catalogue()
    with CaptureQueriesContext(connection) as queries:
        items = client.get(SUGGEST, {"q": "j"}).json()["items"]
    assert len(queries) == 1
    assert 0 < len(items) <= 4


@pytest.mark.parametrize("params", [{}, {"q": ["a", "b"]}, {"q": "x" * 201}, {"q": "a\x00"}, {"q": "a", "kind": "service"}])
def test_type_ahead_refuses_what_it_cannot_take(client: Client, params: dict[str, Any]) -> None:
    response = client.get(SUGGEST, params)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("typed", ["", " ", "？", "'", "%", "不存在的词"])
def test_type_ahead_for_nothing_is_empty(client: Client, typed: str) -> None:
    assert client.get(SUGGEST, {"q": typed}).json() == {"count": 0, "items": [], "next": None}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_only_answers_get(client: Client, method: str) -> None:
    assert getattr(client, method)(URL).status_code == 405


def test_what_the_text_says_besides_becomes_conditions_that_can_be_taken_away(client: Client, city: Shelf) -> None:
    trade = next(item["category"] for item in ask(client, district="朝阳区")["items"] if item["category"])
    body = ask(client, q=f"朝阳区{trade}")
    assert body["count"] > 0 and {(item["district"], item["category"]) for item in body["items"]} == {("朝阳区", trade)}
    read = [entry for entry in body["understood"] if entry["source"] == "text"]
    assert [(entry["field"], entry["label"], entry["without"]) for entry in read] == [("district", "朝阳区", trade)]
    assert ask(client, q=trade)["count"] >= body["count"]
    cheap = ask(client, q="师傅三百以内", page_size="50")
    assert cheap["count"] > 0 and all(float(item["price_yuan"]) <= 300 for item in cheap["items"])
    chosen = ask(client, q=f"朝阳区{trade}", district="海淀", type="listing")
    assert {item["district"] for item in chosen["items"]} <= {"海淀区"}, "a filter that was chosen stands"


def test_who_looks_for_somebody_is_not_shown_others_who_look(client: Client, city: Shelf) -> None:
    assert {item["side"] for item in ask(client, q="服务", page_size="50")["items"]} == {"offer", "request"}
    assert {item["side"] for item in ask(client, q="找服务", page_size="50")["items"]} == {"offer"}


def test_the_whole_finds_nothing_so_parts_are_let_go_in_order_and_said(client: Client, city: Shelf) -> None:
    first, second = [entry["label"] for entry in ask(client, q="师傅")["facets"]["category"] if entry.get("parent")][:2]
    nothing_so_cheap = ask(client, q=f"{first}一块钱以内")
    assert nothing_so_cheap["count"] > 0 and nothing_so_cheap["relaxed"] == ["1 元以内"]
    assert [entry for entry in nothing_so_cheap["understood"] if entry["source"] == "text"] == []
    either = ask(client, q=f"{first} {second}", page_size="2")
    assert either["count"] > 2 and either["relaxed"] == ["全部都要符合"]
    page = ask(client, q=f"{first} {second}", page_size="2", cursor=either["next"])
    assert page["items"] and not {item["id"] for item in page["items"]} & {item["id"] for item in either["items"]}
    assert ask(client, q="阿斯顿飞过火星")["count"] == 0
