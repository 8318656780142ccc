"""What nobody should type, on the API, on the page and in type-ahead, on both engines: 200 or 400 with the field named, never 500, never slow."""

import os
import random
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from core import clock
from core.api import encode_cursor
from search.params import MAX_QUERY, MAX_RADIUS_KM
from search.services import suggestions
from tests.search.conftest import Shelf
from tests.search.corpus import listings

pytestmark = pytest.mark.django_db
API, PAGE = "/api/v1/search/", "/search/"
SUGGEST, FRAGMENT = "/api/v1/search/suggest/", "/search/suggest/"
# Slower than a second: half of one of our own CPU time leaves the other half to the engine. The clock tells only what hangs, for the machine may be busy.
SLOW_CPU_SECONDS, HANGING_SECONDS = 0.5, 10
LENGTHS = (0, 1, 2, 3, 16, 17, 64, 199, MAX_QUERY, MAX_QUERY + 1, 1_000, 10_000)
ALPHABETS = {
    "one sign": "月",
    "words": "月嫂保洁擦玻璃通下水道 ",
    "sounds": "yuesaobaojie ",
    "wildcards": "*?%_.[]^$",
    "operators": "&|!()<->:*~+-=\"'\\/{}AND OR NOT ",
    "emoji": "😀👨‍👩‍👧🏽🇨🇳❤️",
    "marks": "é̂̃̄ﷺﬁ㍿",
    "both ways": "א\u202eب\u2066ת",
    "rare": "𠮷𪚥龘〇",
    "blanks": " \u3000\u00a0\t",
    "numbers": "0123456789一二三四五元以内",
    "places": "朝阳区海淀附近明天上午一百以内找",
}
CONTROLS = [*(chr(number) for number in range(32) if chr(number) not in "\t\n\r"), "\x7f", "\ud7ff\x00"]
INJECTIONS = (
    *("' OR 1=1 --", "'; DROP TABLE search_searchdocument; --", "月嫂' AND 1=(SELECT 1/0) --", "$$; SELECT pg_sleep(5); $$", "%s %(q)s {} {0} %%"),
    *(
        '{"query":{"match_all":{}}}',
        '"}},"size":10000,"x":{"y":{"z":"',
        "_source:* OR _id:1",
        "/_search?q=*",
        "<script>alert(1)</script>",
        "{{7*7}}{% debug %}",
    ),
    *(
        "${jndi:ldap://127.0.0.1/a}",
        "../../../../etc/passwd",
        "a" * 64 + "!" * 64,
        "(((((((((((((((((((((((",
        "!!!!!!!!!!",
        "月嫂:*&!(保洁<2>洗)",
        "\\u0000\\x00%00",
    ),
)


def lengths() -> list[str]:
    """Every kind of sign at every length, from 0 to 10,000; every fifth of these texts, unless NIGHTLY=1."""
    choose = random.Random(23)
    texts = ["".join(choose.choice(signs) for _ in range(length)) for signs in ALPHABETS.values() for length in LENGTHS]
    return texts if os.environ.get("NIGHTLY") else texts[::5]


@pytest.fixture
def city(shelf: Shelf, counted: Callable[[], None]) -> Shelf:
    """120 listings and the catalogue's phrases."""
    shelf.put(*listings(120, now=clock.now()))
    counted()
    suggestions.replace_catalogue()
    return shelf


@pytest.fixture(params=["database", "elasticsearch"])
def engine(request: pytest.FixtureRequest, city: Shelf) -> str:
    """The engine that answers."""
    if request.param == "elasticsearch":
        request.getfixturevalue("elastic_index")()
    return request.param


def timely(client: Client, path: str, given: dict[str, Any]) -> HttpResponse:
    """An answer in time; one that was slow is asked again, for something may have been read for the first time."""
    for _ in range(3):
        cpu, begun = time.process_time(), time.monotonic()
        response = client.get(path, given)
        if time.process_time() - cpu < SLOW_CPU_SECONDS and time.monotonic() - begun < HANGING_SECONDS:
            return response
    raise AssertionError(f"{path} {str(given)[:80]} was slow three times")


def check(client: Client, path: str, given: dict[str, Any], *, named: str = "q") -> int:
    """One answer: 200 with something sensible, or 400 that names the field; its status."""
    response = timely(client, path, given)
    assert response.status_code in {200, 400}, (path, given, response.status_code)
    if path in {API, SUGGEST}:
        body = response.json()
        assert "items" in body if response.status_code == 200 else named in body["fields"], (given, body)
    elif response.status_code == 400:
        assert "这样找不了" in response.content.decode()
    assert len(response.content) < 400_000
    return response.status_code


@pytest.mark.parametrize("path", [API, PAGE, SUGGEST, FRAGMENT])
def test_texts_of_every_length_and_kind(client: Client, engine: str, path: str) -> None:
    for text in lengths():
        status = check(client, path, {"q": text})
        if path != FRAGMENT:
            assert status == (400 if len(text) > MAX_QUERY else 200), (len(text), text[:20])


@pytest.mark.parametrize("path", [API, PAGE, SUGGEST, FRAGMENT])
def test_control_characters_are_refused_by_name(client: Client, city: Shelf, path: str) -> None:
    for sign in CONTROLS:
        check(client, path, {"q": sign})  # alone it may count as a blank
        assert check(client, path, {"q": f"月{sign}嫂"}) == (200 if path == FRAGMENT else 400), repr(sign)


@pytest.mark.parametrize("path", [API, PAGE, SUGGEST, FRAGMENT])
def test_what_looks_like_code_is_text(client: Client, engine: str, path: str) -> None:
    for text in INJECTIONS:
        assert check(client, path, {"q": text}) == 200, text
    assert client.get(API, {"q": "月嫂"}).json()["count"] > 0


def test_code_in_a_text_is_never_shown_as_code(client: Client, city: Shelf) -> None:
    page = client.get(PAGE, {"q": "<script>alert(1)</script>{{7*7}}"}).content.decode()
    assert "<script>alert" not in page
    assert "49" not in page.split("<title>")[1].split("</title>")[0]


@pytest.mark.parametrize("path", [API, PAGE])
def test_a_radius_that_is_none_is_refused_by_name(client: Client, city: Shelf, path: str) -> None:
    for radius in ("0", "-1", "100.1", "1000", "40075", "999999999", "1e9", "inf", "nan", "9" * 400, "５", " ", "5km"):
        given = {"q": "服务", "lat": "39.9", "lng": "116.4", "radius_km": radius}
        expected = 200 if path == PAGE and not radius.strip() else 400
        assert check(client, path, given, named="radius_km") == expected, radius


def test_the_largest_radius_is_answered_anywhere(client: Client, engine: str) -> None:
    for path in (API, PAGE):
        for lat, lng in (("90", "180"), ("-90", "-180"), ("0", "0"), ("39.9", "116.4")):
            assert check(client, path, {"lat": lat, "lng": lng, "radius_km": f"{MAX_RADIUS_KM:.0f}", "sort": "distance"}) == 200, (path, lat, lng)


@pytest.mark.parametrize("sort", ["relevance", "price", "newest"])
def test_the_last_page_costs_no_more_than_the_first(client: Client, engine: str, sort: str) -> None:
    given: dict[str, Any] = {"sort": sort, "page_size": "10"}
    seen: list[int] = []
    while True:
        body = timely(client, API, given).json()
        assert body["backend"] == engine
        seen += [item["id"] for item in body["items"]]
        if body["next"] is None:
            break
        given["cursor"] = body["next"]
        assert check(client, PAGE, {"sort": sort, "cursor": body["next"]}) == 200
    assert len(seen) == len(set(seen)) == 120


@pytest.mark.parametrize("path", [API, PAGE])
def test_pages_beyond_every_end_are_answered_or_refused(client: Client, engine: str, path: str) -> None:
    for parts in (["relevance", [], 0.0, 0], ["relevance", [], 1e7, 2**62], ["relevance", [], -1.0, 1], ["price", [], 10**10, 10**9], [], [None] * 50):
        check(client, path, {"cursor": encode_cursor(*parts)}, named="cursor")
    for text in ("0", "-1", "99999999999", "😀", "W10=", "x" * 10_000, "\x00"):
        assert check(client, path, {"cursor": text}, named="cursor") == 400
    for name, value in (("page", "99999"), ("offset", "10000"), ("page_size", "10000"), ("from", "1")):
        assert check(client, path, {name: value}, named=name) == 400
