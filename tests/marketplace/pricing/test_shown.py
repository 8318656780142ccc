"""Where people meet guidance prices: /prices/, landing pages, cards, a listing's page, the search, both lists of the API. Never stale."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.http import urlencode

from core import clock
from core.content import bump
from core.outbox.testing import drain_all
from core.templatetags.ui import day
from marketplace.catalog.queries import catalogue
from marketplace.listings.models import Listing
from marketplace.pricing.services import withdraw_guidance
from marketplace.pricing.shown import drawn
from tests.marketplace.factories import SYSTEM, district, make_enterprise, make_listing, unit
from tests.marketplace.pricing.factories import make_guidance, service_type, today
from tests.members.factories import make_staff

pytestmark = pytest.mark.django_db
TITLE = "琉璃螺钿擦拭"


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return unescape(re.sub(r"<[^>]+>", "", answer.content.decode()))


def offer(price_fen: int | None = 6600, **fields: Any) -> Listing:
    row = make_listing(**{"title": TITLE, "service_type": service_type(), "price_fen": price_fen, "enterprise": make_enterprise()} | fields)
    bump("listings")
    drain_all()
    return row


def with_a_card(row: Listing) -> list[str]:
    """Every page that shows this offer with its price."""
    paths = ["/", "/listings/", f"/listings/?district={row.district.code}", f"/services/{row.category.slug}/", f"/services/{row.category.parent.slug}/"]
    return [*paths, f"/enterprises/{row.enterprise_id}/", row.get_absolute_url(), f"/search/?{urlencode({'q': TITLE})}"]


def api(client: Client, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return answer.json()


def publish_at_the_screen(**fields: Any) -> None:
    """As a member of staff does."""
    client = Client()
    client.force_login(make_staff("regulator"))
    values = {"service_type": service_type().pk, "unit": "", "district": "", "low_fen": "45", "high_fen": "60", "starts_on": str(today()), "basis": ""} | fields
    assert client.post("/admin/marketplace-pricing/publish/", values).status_code == 302


@pytest.mark.req("PRI-01")
def test_what_staff_publish_by_service_district_and_day_is_on_the_pages_at_once(client: Client) -> None:
    pages = ["/prices/", "/services/cleaning-home/", "/services/cleaning/", f"/prices/?category=cleaning&district={district().code}"]
    for page in pages:
        assert "45–60 元/小时" not in text(client, page)
    publish_at_the_screen(basis="协会调查第七期")
    publish_at_the_screen(district=district("海淀区").pk, low_fen="50", high_fen="66.5")
    for page in pages:
        shown = text(client, page)
        assert "日常保洁" in shown and "45–60 元/小时" in shown and day(today()) in shown and "协会调查第七期" in shown, page
    assert "50–66.50 元/小时海淀区" in text(client, "/prices/")
    there = text(client, f"/prices/?district={district('海淀区').code}")
    assert "50–66.50 元/小时" in there and "45–60" not in there
    assert "不是定价" in there


@pytest.mark.req("PRI-02")
@pytest.mark.parametrize(("price_fen", "mark", "says"), [(6600, "above", "高于指导价 10%"), (6000, "within", "符合指导价"), (4050, "below", "低于指导价 10%")])
def test_every_price_stands_beside_its_range_with_a_mark(client: Client, price_fen: int, mark: str, says: str) -> None:
    row = offer(price_fen)
    for page in with_a_card(row):
        assert TITLE in text(client, page) and "指导价 45" not in text(client, page), page
    publish_at_the_screen()
    for page in with_a_card(row):
        assert f"{says} · 指导价 45–60 元/小时，{day(today())}起" in text(client, page), page
    expected = {"low_yuan": "45.00", "high_yuan": "60.00", "unit": "元/小时", "since": str(today()), "mark": mark}
    assert api(client, "/api/v1/listings/")["items"][0]["guidance"] == expected
    assert api(client, f"/api/v1/listings/{row.pk}/")["guidance"] == expected


def test_a_district_has_its_own_and_others_the_citys(client: Client) -> None:
    make_guidance()
    make_guidance(district=district("海淀区"), low=7000, high=9000)
    here, there = offer(), offer(district=district("海淀区"))
    marks = {item["id"]: item["guidance"]["mark"] for item in api(client, "/api/v1/listings/")["items"]}
    assert marks == {here.pk: "above", there.pk: "below"}


def test_nothing_is_marked_without_a_guidance_for_that_very_service_and_unit(client: Client) -> None:
    make_guidance()
    rows = [offer(service_type=None), offer(unit=unit("元/次")), offer(service_type=service_type("cleaning-regular"))]
    rows.append(make_listing(side="request", service_type=service_type(), title=TITLE))
    bump("listings")
    assert [item["guidance"] for item in api(client, "/api/v1/listings/")["items"]] == [None] * 4
    assert "于指导价" not in text(client, "/listings/")
    for row in rows:
        assert "于指导价" not in text(client, row.get_absolute_url())
        assert api(client, f"/api/v1/listings/{row.pk}/")["guidance"] is None


def test_what_was_stored_is_never_shown_after_a_change(client: Client) -> None:
    """Stored, changed, asked again: published, then withdrawn; 0 stale of every page."""
    row, first = offer(), make_guidance(days=-9)
    pages = [*with_a_card(row), "/prices/"]
    stale = []
    steps: list[tuple[str, Callable[[], Any]]] = [
        ("70–90", lambda: make_guidance(low=7000, high=9000)),
        ("80–95", lambda: make_guidance(low=8000, high=9500, district=district())),
    ]
    for page in pages:
        assert "45–60" in text(client, page), page
    made = []
    for span, step in steps:
        made.append(step())
        stale += [(page, span) for page in pages if span not in text(client, page)]
    for guidance, span in ((made[1], "70–90"), (made[0], "45–60")):
        withdraw_guidance(guidance, actor=SYSTEM, now=clock.now(), note="录错了，先撤回。")
        stale += [(page, span) for page in pages if span not in text(client, page)]
    withdraw_guidance(first, actor=SYSTEM, now=clock.now(), note="录错了，先撤回。")
    stale += [(page, "none") for page in pages if "指导价 45" in text(client, page) or "45–60" in text(client, page)]
    assert stale == []


def test_a_range_of_tomorrow_appears_at_midnight_and_not_before(client: Client, time_machine) -> None:
    noon = timezone.make_aware(datetime(2026, 11, 24, 12))
    time_machine.move_to(noon, tick=False)
    row = offer(published_at=noon, expires_at=noon + timedelta(days=60))
    make_guidance(days=-9)
    make_guidance(days=1, low=7000, high=9000)
    pages = with_a_card(row)
    for moment, span in ((noon, "45–60"), (noon + timedelta(hours=12, seconds=-1), "45–60"), (noon + timedelta(hours=12), "70–90")):
        time_machine.move_to(moment, tick=False)
        assert [page for page in [*pages, "/services/cleaning/"] if span not in text(client, page)] == []
        assert api(client, "/api/v1/listings/")["items"][0]["guidance"]["low_yuan"] == {"45–60": "45.00", "70–90": "70.00"}[span]
        assert ("已经公布，还没到日子" in text(client, "/prices/")) is (span == "45–60")


def test_the_api_lists_what_holds_page_by_page_and_on_a_day(client: Client) -> None:
    for number, code in enumerate(("cleaning-everyday", "glass", "range-hood-wash", "cleaning-deep")):
        make_guidance(code=code, days=-number)
        make_guidance(code=code, district=district(), low=100, high=200)
    make_guidance(code="glass", days=5, low=9, high=10)
    path, seen = "/api/v1/guidance-prices/?page_size=3", []
    while path:
        found = api(client, path)
        assert found["count"] == 8
        seen += [(item["service_type"], item["district"]) for item in found["items"]]
        path = f"/api/v1/guidance-prices/?page_size=3&cursor={found['next']}" if found["next"] else ""
    assert len(seen) == len(set(seen)) == 8
    there = api(client, "/api/v1/guidance-prices/?district=朝阳区&category=cleaning-home")["items"]
    assert {item["district_code"] for item in there} == {"110105"} and len(there) == 3
    ahead = api(client, f"/api/v1/guidance-prices/?service_type=glass&district=海淀区&on={today() + timedelta(days=5)}")["items"]
    assert [(item["low_yuan"], item["district"], item["since"]) for item in ahead] == [("0.09", None, str(today() + timedelta(days=5)))]


@pytest.mark.parametrize("query", ["category=x", "district=x", "service_type=x", "on=yesterday", "cursor=x", "page_size=0", "bogus=1", "cursor=WzEsMiwiYSJd"])
def test_what_the_api_cannot_take_is_a_problem(client: Client, query: str) -> None:
    answer = client.get(f"/api/v1/guidance-prices/?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_pages_and_lists_ask_as_often_with_few_as_with_many(client: Client, django_assert_max_num_queries, django_assert_num_queries) -> None:
    for count in (1, 12):
        for number in range(count):
            make_guidance(days=-number - count, code="glass" if number % 2 else "cleaning-everyday")
            make_listing(service_type=service_type(), title=f"{TITLE}之{number}")
        client.get("/terms/")
        catalogue()
        bump("listings", "guidance")
        with django_assert_num_queries(1):
            client.get("/api/v1/listings/")
        with django_assert_num_queries(2):
            client.get("/api/v1/guidance-prices/")
        with django_assert_max_num_queries(13):  # as on the other pages, with what a process remembers of the site
            client.get("/prices/")
        with django_assert_num_queries(1):
            client.get("/prices/")


@pytest.mark.parametrize("query", ["category=nothing", "district=nowhere", "category=cleaning&district=110105", "utm=1"])
def test_conditions_that_are_not_ours_do_no_harm(client: Client, query: str) -> None:
    make_guidance()
    assert "指导价格" in text(client, f"/prices/?{query}")


@pytest.mark.parametrize("query", ["category=" + "x" * 61, "district=a%00b"])
def test_nonsense_is_refused(client: Client, query: str) -> None:
    assert client.get(f"/prices/?{query}").status_code == 400


@pytest.mark.parametrize(
    ("low", "high", "price", "says", "at"),
    [
        ("10.00", "15.00", "12.00", "符合指导价", "92.3"),
        ("10.00", "15.00", "18.00", "高于指导价 20%", "184.7"),
        ("10.00", "15.00", "9.00", "低于指导价 10%", "46.1"),
        ("10.00", "15.00", "15.01", "高于指导价 1%", "138.7"),
        ("10.00", "15.00", "900000.00", "高于指导价 5999900%", "196.0"),
        ("80.00", "80.00", "80.00", "符合指导价", "100.0"),
        ("80.00", "80.00", "40.00", "低于指导价 50%", "4.0"),
    ],
)
def test_the_drawing_says_how_far_and_keeps_the_pin_inside(low: str, high: str, price: str, says: str, at: str) -> None:
    mark = {"符": "within", "高": "above", "低": "below"}[says[0]]
    found = drawn({"low_yuan": low, "high_yuan": high, "unit": "元", "since": "2026-11-01", "mark": mark}, price)
    assert found is not None and (found["says"], found["at"]) == (says, at)


def test_the_page_is_in_the_sitemap_and_the_foot(client: Client) -> None:
    assert "/prices/</loc>" in client.get("/sitemap-prices.xml").content.decode()
    assert 'href="/prices/"' in client.get("/prices/").content.decode().split("<footer")[1]
