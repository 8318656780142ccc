"""The results page and the suggestions fragment: links only, nothing of the visitor in them."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from core import clock
from search.prefixes import marked
from search.services import suggestions
from tests.search.conftest import Shelf
from tests.search.corpus import listings

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(shelf: Shelf, counted: Callable[[], None]) -> Shelf:
    """120 listings."""
    shelf.put(*listings(120, now=clock.now()))
    counted()
    return shelf


def html(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return unescape(response.content.decode())


def test_results_show_why_facets_orders_and_the_next_page(client: Client, city: Shelf) -> None:
    page = html(client, "/search/?q=服务")
    assert "标题里有「服务」" in page
    assert "district=" in page
    assert "sort=price" in page
    assert "cursor=" in page
    assert "csrfmiddlewaretoken" not in page
    assert "style=" not in page.split("<main")[1].split("</main")[0]


def test_each_condition_is_a_chip_that_leads_out_of_it(client: Client, city: Shelf) -> None:
    page = html(client, "/search/?q=服务&district=朝阳区&side=offer")
    assert 'aria-label="去掉条件：区 朝阳区"' in page
    chip = page.split('aria-label="去掉条件：区 朝阳区"')[0].rsplit('href="', 1)[1].split('"')[0]
    assert "district" not in chip
    assert "side=offer" in chip


def test_a_form_may_send_empty_fields(client: Client, city: Shelf) -> None:
    assert "个结果" in html(client, "/search/?q=服务&district=&category=&price_min=&sort=")


def test_without_a_query_everything_can_be_browsed(client: Client, city: Shelf) -> None:
    assert "card-link offer" in html(client, "/search/")


def test_nothing_found_helps(client: Client, city: Shelf) -> None:
    page = html(client, "/search/?q=月哥哥嫂嫂&side=offer")
    assert "没找到合适的" in page
    assert "也许是" in page
    assert "/search/?q=" in page


@pytest.mark.parametrize("query", ["sort=best", "lat=1", "page_size=999", "district=北极区", "q=" + "月" * 201, "bogus=1", "q=a&q=b", "q=a%00b"])
def test_what_it_cannot_take_is_said_on_the_page(client: Client, query: str) -> None:
    page = html(client, f"/search/?{query}", 400)
    assert "这样找不了" in page
    assert "\x00" not in page


def test_text_from_outside_is_text(client: Client, shelf: Shelf) -> None:
    shelf.add(1, "<script>alert(1)</script>月嫂", summary="<img src=x onerror=alert(1)>")
    body = client.get("/search/?q=<script>月嫂").content.decode()
    assert "<script>alert" not in body
    assert "<img src=x" not in body


def test_suggestions_are_a_listbox_and_empty_for_nothing(client: Client) -> None:
    suggestions.replace_catalogue()
    page = html(client, "/search/suggest/?q=yues")
    assert 'role="listbox"' in page
    assert "月嫂" in page
    for typed in ("", "？", "a%00", "x" * 300):
        assert html(client, f"/search/suggest/?q={typed}").strip() == ""


@pytest.mark.parametrize(
    ("text", "said", "parts"),
    [
        ("家庭保洁", "保洁", ("家庭", "保洁", "")),
        ("月嫂", "yues", ("", "月嫂", "")),
        ("月嫂", "yue", ("", "月", "嫂")),
        ("月嫂", "y", ("", "月", "嫂")),
        ("家电维修", "jd", ("", "家电", "维修")),
        ("家电维修", "xyz", ("", "", "家电维修")),
        ("Wi-Fi 调试", "wi-fi", ("", "", "Wi-Fi 调试")),
        ("家庭保潔", "保洁", ("家庭", "保潔", "")),
        ("月嫂", "", ("", "", "月嫂")),
    ],
)
def test_what_was_typed_is_marked_in_a_suggestion(text: str, said: str, parts: tuple[str, str, str]) -> None:
    assert marked(text, said) == parts
