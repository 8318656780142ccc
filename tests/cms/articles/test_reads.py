"""POR-12: reads and shares of an article by day, without anything about who it was, and the editors' report of them."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.articles.models import ReadDay
from cms.articles.reads import limit_key
from cms.articles.services import PER_PAGE_AND_HOUR
from core import clock
from core.models import Counter
from tests.cms.factories import article, draft_article, lesson, notice
from tests.members.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36"
REPORT = "/admin/cms-articles/reads/"


def send(page: Any, action: str = "read", via: str = "direct", *, agent: str = PHONE, ip: str = "203.0.113.9") -> int:
    """The answer to a beacon, sent as share.js sends it."""
    body = {"page": page if isinstance(page, int) else page.pk, "action": action, "via": via}
    answer = Client(REMOTE_ADDR=ip).post("/api/v1/reads/", body, content_type="application/json", headers={"User-Agent": agent})
    assert not answer.cookies
    return answer.status_code


def counted() -> dict[tuple[int, str, str], int]:
    """Every counter."""
    return {(row.page_id, row.action, row.source): row.times for row in ReadDay.objects.all()}


def line(text: str, title: str) -> dict[str, str]:
    """The line of a page in the spreadsheet of the report."""
    return next(row for row in csv.DictReader(io.StringIO(text)) if row["标题"] == title)


def spreadsheet(browser: Client, **asked: str) -> str:
    """The report as CSV."""
    answer = browser.get(REPORT, {"export": "csv", **asked})
    return b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()


def staff(role: str) -> Client:
    """A colleague's browser."""
    browser = Client()
    browser.force_login(make_staff(role))
    return browser


@pytest.mark.req("POR-12")
def test_editors_see_reads_and_shares_of_each_article_between_two_days():
    read, other = article("双层玻璃怎么擦"), article("没有人读的一篇")
    today = timezone.localdate(clock.now())
    week_ago = timezone.make_aware(datetime(today.year, today.month, today.day, 9)) - timedelta(days=7)
    with time_machine.travel(week_ago, tick=False):
        assert [send(read, via="search") for _ in range(3)] == [204] * 3
    assert [send(read, via=via) for via in ("wechat", "wechat", "qr")] == [204] * 3
    assert send(read, "share", "link") == send(read, "share", "weibo") == 204

    editor = staff("editor")
    whole = line(spreadsheet(editor), read.title)
    assert (whole["阅读"], whole["分享"], whole["阅读：搜索引擎"], whole["阅读：微信"], whole["分享：复制网址"]) == ("6", "2", "3", "2", "1")
    only_today = line(spreadsheet(editor, day_from=str(today), day_to=str(today)), read.title)
    assert (only_today["阅读"], only_today["分享"], only_today["阅读：搜索引擎"]) == ("3", "2", "0")
    before = str(today - timedelta(days=7))
    only_then = line(spreadsheet(editor, day_from=before, day_to=before), read.title)
    assert (only_then["阅读"], only_then["分享"]) == ("3", "0")
    assert line(spreadsheet(editor), other.title)["阅读"] == "0"

    screen = editor.get(REPORT, {"day_from": str(today), "day_to": str(today), "title": "双层"}).content.decode()
    assert read.title in screen and "微信 2 · 扫码 1" in screen and "微博 1" in screen and "搜索引擎 3" not in screen
    assert other.title not in screen


@pytest.mark.parametrize("role", ["publisher", "leader", "auditor", "training"])
def test_whoever_reads_all_articles_reads_the_report(role: str):
    assert staff(role).get(REPORT).status_code == 200


@pytest.mark.parametrize("role", ["dispatcher", "accountant"])
def test_others_do_not(role: str):
    assert staff(role).get(REPORT).status_code == 403


def test_a_range_that_cannot_be_read_shows_the_last_thirty_days():
    page = article()
    send(page)
    answer = staff("editor").get(REPORT, {"day_from": "yesterday", "day_to": "x"})
    assert answer.status_code == 200 and page.title in answer.content.decode()


@pytest.mark.parametrize("agent", ["", "curl/8.5", "Mozilla/5.0 (compatible; Baiduspider/2.0)", "Mozilla/5.0 HeadlessChrome/141", "python-requests/2.32"])
def test_programs_are_answered_and_not_counted(agent: str):
    assert send(article(), agent=agent) == 204
    assert counted() == {}


def test_notices_and_lessons_are_counted_and_nothing_else_is():
    for page in (notice(), lesson()):
        assert send(page) == 204
    for hidden in (draft_article(), article().get_parent().pk, 2**31 - 1):
        assert send(hidden) == 404
    assert sorted(counted().values()) == [1, 1]


@pytest.mark.parametrize(("action", "via"), [("read", "link"), ("share", "search"), ("read", "nothing"), ("look", "direct")])
def test_pairs_that_mean_nothing_are_refused(action: str, via: str):
    assert send(article(), action, via) == 400
    assert counted() == {}


def test_one_address_cannot_raise_a_page_without_end():
    page = article()
    answers = [send(page) for _ in range(PER_PAGE_AND_HOUR + 3)]
    assert answers == [204] * PER_PAGE_AND_HOUR + [429] * 3
    assert send(page, ip="203.0.113.10") == 204
    assert counted() == {(page.pk, "read", "direct"): PER_PAGE_AND_HOUR + 1}


def test_nothing_is_kept_about_who_it_was():
    send(article(), ip="203.0.113.77")
    assert {field.name for field in ReadDay._meta.get_fields()} == {"id", "page", "day", "action", "source", "times"}
    keys = list(Counter.objects.filter(name__startswith="articles.read").values_list("key", flat=True))
    assert keys and not any("203.0.113" in key for key in keys)
    today = timezone.localdate(clock.now())
    assert limit_key("203.0.113.77", today) != limit_key("203.0.113.77", today + timedelta(days=1))


def test_the_report_costs_the_same_at_two_sizes():
    editor = staff("editor")
    send(article())
    editor.get(REPORT)
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert editor.get(REPORT).status_code == 200
        costs.append(len(queries))
        for _ in range(8):
            send(article())
    assert costs[0] == costs[1]


def test_a_member_who_reads_is_no_more_than_a_reader():
    browser, page = Client(), article()
    browser.force_login(make_user())
    assert f'data-page="{page.pk}"' in browser.get(page.url).content.decode()
    assert send(page) == 204
    assert counted() == {(page.pk, "read", "direct"): 1}
