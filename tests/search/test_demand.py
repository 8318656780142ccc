"""What is learned from searches: counted without knowing who, masked, shown to staff, and one step from there to a word or an article."""

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import management
from django.test import Client
from django.utils import timezone

from cms.articles.models import ArticlePage
from core import clock
from core.audit.models import AuditEntry
from search import lexicon
from search.models import SearchChoice, SearchDemand
from search.services import demand
from tests.members.factories import make_staff
from tests.search.conftest import Shelf

pytestmark = pytest.mark.django_db
BROWSER = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/128 Mobile Safari/537.36"
REPORT = "/admin/search-demand/"


@pytest.fixture(autouse=True)
def nothing_noted() -> None:
    """Whatever other tests have searched for."""
    demand.write_noted(now=clock.now())
    SearchDemand.objects.all().delete()


def write() -> int:
    """As the timer does."""
    return demand.write_noted(now=clock.now())


def staff(role: str = "publisher") -> Client:
    """A browser of a member of staff."""
    client = Client()
    client.force_login(make_staff(role))
    return client


def search(text: str, **query: str) -> dict:
    """One search by the API."""
    response = Client().get("/api/v1/search/", {"q": text, **query})
    assert response.status_code == 200
    return response.json()


def test_searches_are_counted_by_day_text_category_and_district_without_a_query_of_their_own(
    shelf: Shelf, counted: Callable[[], None], django_assert_num_queries
) -> None:
    shelf.add(1, "金牌月嫂", category=["yuesao"])
    counted()
    search("月嫂")
    with django_assert_num_queries(3):  # those of the database engine, as without counting
        search("月嫂")
    Client().get("/search/", {"q": " 月嫂 "})
    search("北京朝阳区月嫂")
    search("量子纠缠仪")
    assert write() == 5
    assert write() == 0
    today = timezone.localdate()
    kept = {(row.text, row.district): (row.searches, row.empty, row.widened) for row in SearchDemand.objects.filter(day=today)}
    assert kept["月嫂", ""] == (3, 0, 0)
    assert kept["量子纠缠仪", ""] == (1, 1, 0)
    assert sum(times for times, _, _ in kept.values()) == 5
    search("月嫂")
    write()
    assert SearchDemand.objects.get(text="月嫂", district="").searches == 4


def test_a_second_page_and_an_empty_text_are_no_demand(shelf: Shelf, counted: Callable[[], None]) -> None:
    for number in range(1, 4):
        shelf.add(number, f"月嫂{number}号")
    counted()
    first = search("月嫂", page_size="2")
    search("月嫂", page_size="2", cursor=first["next"])
    search("")
    assert write() == 1


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("找王阿姨 13800000102", "找王阿姨 …"),
        ("微信wx1234567加我", "微信…加我"),
        ("发到 a.b@example.com 谢谢", "发到 … 谢谢"),
        ("010-6543 2109 保洁", "… 保洁"),
        ("身份证11010519491231002X", "身份证…"),
        ("月嫂 26 天", "月嫂 26 天"),
        ("擦玻璃100元", "擦玻璃100元"),
        ("ＹＵＥ嫂", "yue嫂"),
        ("月" * 90, "月" * 40),
    ],
)
def test_what_is_nobodys_business_is_not_kept(typed: str, kept: str) -> None:
    assert demand.kept_text(typed) == kept


def test_what_was_asked_seldom_loses_its_words_and_keeps_its_numbers() -> None:
    now, long_ago = clock.now(), timezone.localdate() - timedelta(days=45)
    SearchDemand.objects.create(day=long_ago, text="张家口李四家", category="yuesao", searches=2, empty=1, widened=0)
    SearchDemand.objects.create(day=long_ago, text="月嫂", category="yuesao", searches=9, empty=0, widened=0)
    SearchDemand.objects.create(day=timezone.localdate(), text="新词", searches=1, empty=1, widened=0)
    SearchDemand.objects.create(day=timezone.localdate() - timedelta(days=900), text="古早", searches=99, empty=0, widened=0)
    SearchChoice.objects.create(day=long_ago, text="张家口李四家", type="listing", number=1, clicks=1, bookings=0)
    demand.forget_seldom(now=now)
    demand.forget_seldom(now=now)
    kept = {(row.day, row.text): row.searches for row in SearchDemand.objects.all()}
    assert kept == {(long_ago, ""): 2, (long_ago, "月嫂"): 9, (timezone.localdate(), "新词"): 1}
    assert not SearchChoice.objects.exists()


def choose(text: str, number: int, *, agent: str = BROWSER, kind: str = "listing") -> int:
    """The beacon; its status."""
    body = json.dumps({"q": text, "type": kind, "id": number})
    return Client(headers={"user-agent": agent}).post("/api/v1/search/choices/", body, content_type="application/json").status_code


@pytest.mark.django_db(transaction=True)
def test_an_opened_result_is_counted_for_its_query_and_programs_are_not(shelf: Shelf) -> None:
    shelf.add(1, "金牌月嫂")
    assert (choose("月嫂", 1), choose("月嫂", 1), choose("月嫂", 1, agent="curl/8")) == (204, 204, 204)
    assert SearchChoice.objects.values_list("text", "type", "number", "clicks", "bookings").get() == ("月嫂", "listing", 1, 2, 0)
    demand.count_booking("月嫂", kind="listing", number=1, day=timezone.localdate())
    assert SearchChoice.objects.get().bookings == 1
    assert (choose("月嫂", 2), choose("月嫂", 1, kind="secret"), choose("", 1)) == (404, 400, 400)
    shelf.take(1)
    assert choose("月嫂", 1) == 404
    assert SearchChoice.objects.get().clicks == 2


@pytest.mark.django_db(transaction=True)
def test_one_address_cannot_count_a_result_up(shelf: Shelf) -> None:
    shelf.add(1, "金牌月嫂")
    answers = [choose("月嫂", 1) for _ in range(demand.PER_RESULT_AND_HOUR + 2)]
    assert answers == [204] * demand.PER_RESULT_AND_HOUR + [429] * 2
    assert SearchChoice.objects.get().clicks == demand.PER_RESULT_AND_HOUR


def test_staff_see_what_is_asked_and_what_is_missing_and_take_it_along(shelf: Shelf, counted: Callable[[], None]) -> None:
    shelf.add(1, "金牌月嫂")
    counted()
    for text in ("月嫂", "月嫂", "量子纠缠仪"):
        search(text)
    write()
    SearchChoice.objects.create(day=timezone.localdate(), text="月嫂", type="listing", number=1, clicks=1, bookings=0)
    page = staff("editor").get(REPORT)
    shown = page.content.decode()
    assert page.status_code == 200 and page.context["found"].total.searches == 3
    assert [(row.label, row.searches, row.clicks) for row in page.context["found"].asked] == [("月嫂", 2, 1), ("量子纠缠仪", 1, 0)]
    assert [row.label for row in page.context["found"].missed] == ["量子纠缠仪"]
    assert "search-synonyms/new/?word=%E9%87%8F%E5%AD%90" in shown and "写一篇文章" in shown
    table = list(csv.reader(io.StringIO(staff("auditor").get(REPORT, {"download": "1"}).content.decode("utf-8-sig"))))
    assert ["词", "月嫂", "2", "0", "0", "1", "0"] in table
    before = staff().get(REPORT, {"since": "2020-01-01", "until": "2020-01-31"})
    assert before.context["found"].total.searches == 0 and "这些天还没有人搜索" in before.content.decode()


@pytest.mark.parametrize("query", [{"since": "gestern"}, {"since": "2026-02-02", "until": "2026-02-01"}, {"since": "99999-01-01"}])
def test_a_wrong_range_is_named(query: dict[str, str]) -> None:
    page = staff().get(REPORT, query)
    assert page.status_code == 400 and "staff-error" in page.content.decode()


def test_only_staff_see_it() -> None:
    assert Client().get(REPORT).status_code == 302
    assert staff("operator").get(REPORT).status_code == 403


def test_a_query_nobody_could_answer_becomes_an_article_draft_in_one_step() -> None:
    management.call_command("load_reference", verbosity=0)
    editor = staff("editor")
    response = editor.post(f"{REPORT}draft/", {"text": "地暖怎么清洗 13800000102"})
    page = ArticlePage.objects.get(title="地暖怎么清洗 …")
    assert response.status_code == 302 and response.url == f"/admin/pages/{page.pk}/edit/"
    assert editor.get(response.url).status_code == 200
    assert not page.live and page.section == "industry"
    assert AuditEntry.objects.filter(function="article.draft", result="ok").count() == 1
    assert editor.post(f"{REPORT}draft/", {"text": "  "}, follow=True).status_code == 200
    assert ArticlePage.objects.filter(live=False).count() == 1


def test_the_category_of_a_query_is_that_of_its_word_of_the_trade() -> None:
    known = lexicon.reload()
    code = known.code_of("category", "月嫂")
    assert code and demand.category_of("月子嫂多少钱", known) == demand.category_of("找月嫂", known) == code
    assert demand.category_of("量子纠缠仪", known) == ""
