"""Government notices: on their list and page, narrowed by who issued them, number and dates; in force or not for the day (POR-04, POR-05)."""

import json
import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from cms.articles.models import ArticlePage, NoticeIndexPage, NoticePage
from cms.articles.states import Standing
from core import clock
from core.media.models import SiteDocument
from core.models import StoredPage
from core.outbox.testing import drain_all
from tests.cms.factories import article, lesson, notice, notice_index, section
from tests.members.factories import make_staff

pytestmark = pytest.mark.django_db
LIST = "/news/government/documents/"
TITLES = re.compile(r'<a class="cover-link" href="([^"]+)">([^<]+)</a>')
NEXT = re.compile(r'<a class="btn btn-2" href="([^"]+)" rel="next"')
DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>')


def browser_of(role: str) -> Client:
    """A browser of somebody with this role."""
    browser = Client()
    browser.force_login(make_staff(role))
    return browser


def form(**fields: str) -> dict:
    """The admin's form of a notice."""
    values = {
        "title": "家政服务合同示范文本（2026 版）",
        "slug": "contract-2026",
        "intro": "换人几天内到、退费怎么算，都有空格要填。",
        "kind": "policy",
        "issuer": "市市场监管局",
        "number": "京市监发〔2026〕9 号",
        "original_url": "",
        "issued_on": "2026-11-02",
        "effective_on": "2026-11-10",
        "expires_on": "",
        "repealed_on": "",
        "replaced_by": "",
        "body": streamfield([("paragraph", rich_text("<p>签字前对五处。</p>", features=["bold"]))]),
        "attachments": streamfield([]),
        "seo_title": "",
        "search_description": "",
        "comments": inline_formset([]),
    }
    return nested_form_data({**values, **fields})


def add(browser: Client, **fields: str) -> object:
    """Send the admin's form for a new notice."""
    return browser.post(reverse("wagtailadmin_pages:add", args=["articles", "noticepage", notice_index().pk]), form(**fields))


def listed(query: str = "") -> list[str]:
    """The titles of a list, in order."""
    answer = Client().get(LIST + query)
    assert answer.status_code == 200
    return [title for _, title in TITLES.findall(answer.content.decode())]


def walk() -> list[str]:
    """The titles of all pages of the list, by its own links."""
    found: list[str] = []
    path: str | None = LIST
    while path:
        text = Client().get(path).content.decode()
        found += [title for _, title in TITLES.findall(text)]
        onward = NEXT.search(text)
        path = LIST + onward.group(1) if onward else None
    return found


def said(text: str, *kinds: str) -> dict:
    """The structured data of one of these kinds on a page."""
    return next(one for one in map(json.loads, DATA.findall(text)) if one["@type"] in kinds)


@pytest.mark.req("POR-04")
def test_government_affairs_are_listed_newest_first_in_pages_with_filters():
    older = [notice(issued_on=date(2026, 3, 1) - timedelta(days=place // 2)) for place in range(22)]
    for kind, title in (("regulation", "体检项目规定"), ("agency", "信用档案上线首月")):
        notice(title, kind=kind, issuer="市卫生健康委员会", number="", issued_on=date(2025, 6, 1), effective_on=date(2025, 7, 1))
    assert add(browser_of("publisher"), **{"action-publish": "1"}).status_code == 302
    fresh = NoticePage.objects.get(slug="contract-2026")

    assert listed()[0] == fresh.title
    assert len(listed()) == 20
    in_order = sorted(older, key=lambda page: (page.issued_on, page.pk), reverse=True)
    assert walk() == [fresh.title, *(page.title for page in in_order), "信用档案上线首月", "体检项目规定"]

    own = Client().get(fresh.url).content.decode()
    for shown in (fresh.title, "政策", "市市场监管局", "京市监发〔2026〕9 号", "2026 年 11 月 2 日", "2026 年 11 月 10 日", "签字前对五处。"):
        assert shown in own

    assert listed("?issuer=市市场监管局") == [fresh.title]
    assert listed("?number=京市监发") == [fresh.title]
    assert listed("?number=〔2026〕9 号") == [fresh.title, *(page.title for page in in_order if "〔2026〕9 号" in page.number)]
    assert listed("?kind=regulation") == ["体检项目规定"]
    assert listed("?kind=agency") == ["信用档案上线首月"]
    assert listed("?effective_from=2026-11-10&effective_to=2026-11-10") == [fresh.title]
    assert listed("?effective_to=2025-12-31") == ["信用档案上线首月", "体检项目规定"]
    assert listed("?year=2025&kind=regulation") == ["体检项目规定"]
    assert "没有这样的文件" in Client().get(LIST + "?issuer=没有这个机关").content.decode()
    assert fresh.title in Client().get("/news/government/").content.decode()


@pytest.mark.req("POR-05")
@pytest.mark.django_db(transaction=True)
def test_a_national_policy_is_stored_searched_linked_from_articles_and_says_whether_it_is_in_force():
    publisher = browser_of("publisher")
    fields = {"title": "关于促进家政服务业提质扩容的意见", "slug": "quality", "kind": "national", "issuer": "国务院办公厅", "number": "国办发〔2019〕30 号"}
    assert add(publisher, **fields, issued_on="2019-06-16", effective_on="", **{"action-publish": "1"}).status_code == 302
    policy = NoticePage.objects.get(slug="quality")
    expired = notice("老的家政办法", kind="national", issued_on=date(2001, 1, 1), expires_on=date(2010, 1, 1))
    drain_all()
    visitor = Client()

    for words in ("提质扩容", "国办发"):
        found = visitor.get("/api/v1/search/", {"q": words, "type": "article"}).json()["items"]
        assert [item["title"] for item in found] == [policy.title]
    assert policy.title in visitor.get("/search/", {"q": "提质扩容"}).content.decode()

    text = visitor.get(policy.url).content.decode()
    for shown in ("国家政策", "国务院办公厅", "国办发〔2019〕30 号", "2019 年 6 月 16 日", "现行有效"):
        assert shown in text
    assert "已失效" in visitor.get(expired.url).content.decode()
    assert listed("?kind=national&standing=in_force") == [policy.title]
    assert listed("?kind=national&standing=expired") == [expired.title]

    cites = streamfield([("citation", {"notice": str(policy.pk), "note": "第二十条：信用记录"})])
    values = {"title": "家政信用怎么查", "slug": "credit", "intro": "先查名录。", "cover": "", "cover_art": "", "body": cites, "source": "", "author_name": ""}
    values |= {"published_at": "", "tags": "", "seo_title": "", "search_description": "", "comments": inline_formset([]), "action-publish": "1"}
    sent = publisher.post(reverse("wagtailadmin_pages:add", args=["articles", "articlepage", section("government").pk]), nested_form_data(values))
    assert sent.status_code == 302
    reading = ArticlePage.objects.get(slug="credit")
    shown = visitor.get(reading.url).content.decode()
    assert f'<a href="{policy.url}">{policy.title}</a>' in shown
    assert "第二十条：信用记录" in shown
    assert "国办发〔2019〕30 号" in shown
    assert f'<a href="{reading.url}">{reading.title}</a>' in visitor.get(policy.url).content.decode()
    reading.unpublish()
    assert reading.title not in visitor.get(policy.url).content.decode()


DAYS = {"effective_on": date(2026, 5, 1), "expires_on": date(2027, 1, 1)}


@pytest.mark.parametrize(
    ("day", "repealed", "standing"),
    [
        (date(2026, 4, 30), None, Standing.PENDING),
        (date(2026, 5, 1), None, Standing.IN_FORCE),
        (date(2026, 12, 31), None, Standing.IN_FORCE),
        (date(2027, 1, 1), None, Standing.EXPIRED),
        (date(2026, 9, 9), date(2026, 9, 10), Standing.IN_FORCE),
        (date(2026, 9, 10), date(2026, 9, 10), Standing.REPEALED),
        (date(2027, 6, 1), date(2026, 9, 10), Standing.REPEALED),
    ],
)
def test_how_a_notice_stands_follows_from_its_dates_in_python_as_in_sql(day, repealed, standing):
    page = notice(repealed_on=repealed, **DAYS)
    assert page.standing_on(day) == standing
    for code in Standing.values:
        assert NoticePage.objects.standing(code, day).filter(pk=page.pk).exists() == (code == standing)


def test_news_of_an_agency_is_nothing_that_applies():
    page = notice(kind="agency")
    assert page.standing_on(date(2026, 11, 1)) is None
    assert not any(NoticePage.objects.standing(code, date(2026, 11, 1)).exists() for code in Standing.values)
    assert "现行有效" not in Client().get(page.url).content.decode()


def test_stored_bytes_end_at_the_midnight_when_a_notice_changes(client):
    today = timezone.localdate(clock.now())
    page = notice(issued_on=today, effective_on=today + timedelta(days=1))
    cites = article(body=[{"type": "citation", "value": {"notice": page.pk, "note": ""}}])
    paths = (page.url, LIST, cites.url, "/news/government/")
    assert all("尚未施行" in client.get(path).content.decode() or "起施行" in client.get(path).content.decode() for path in paths)
    assert {stored.path for stored in StoredPage.objects.all()} >= set(paths)
    with time_machine.travel(clock.now() + timedelta(days=1), tick=True):
        assert all("现行有效" in client.get(path).content.decode() for path in paths)
        assert "尚未施行" not in "".join(client.get(path).content.decode().split("</form>")[-1] for path in paths)


def test_a_replaced_notice_leads_to_the_one_that_replaces_it():
    new = notice("第四季度指导价")
    old = notice("第三季度指导价", repealed_on=date(2026, 10, 1), replaced_by=new)
    assert f'<a href="{new.url}">{new.title}</a>' in Client().get(old.url).content.decode()
    assert f'<a href="{old.url}">{old.title}</a>' in Client().get(new.url).content.decode()


def test_attachments_and_the_original_can_be_opened(client):
    file = SiteDocument.objects.create(title="申请表", file=ContentFile("姓名,电话".encode(), name="form.csv"), file_size=13)
    page = notice(attachments=[{"type": "document", "value": file.pk}], original_url="https://sw.example.gov.cn/18.html")
    text = client.get(page.url).content.decode()
    assert f'href="{file.url}"' in text
    assert "申请表" in text
    assert 'href="https://sw.example.gov.cn/18.html"' in text
    assert client.get(file.url).status_code == 200
    file.title = "补贴申请表"
    file.save()
    assert "补贴申请表" in client.get(page.url).content.decode()


def test_lessons_cite_notices_too_and_what_is_hidden_is_not_named(client):
    page = notice("会撤下的通知")
    reading = lesson(body=[{"type": "citation", "value": {"notice": page.pk, "note": ""}}])
    assert page.title in client.get(reading.url).content.decode()
    assert reading.title in client.get(page.url).content.decode()
    page.unpublish()
    assert page.title not in client.get(reading.url).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "kind=x",
        "standing=x",
        "year=abc",
        "year=0001",
        "year=２０２６",
        "effective_from=2026-13-01",
        "kind=policy&kind=agency",
        "cursor=x",
        "cursor=W10",
        "number=%00",
    ],
)
def test_a_question_that_cannot_be_read_is_a_clear_400(client, query):
    assert client.get(f"{LIST}?{query}").status_code == 400


def test_dates_out_of_order_are_refused():
    with pytest.raises(ValidationError) as refused:
        notice(effective_on=date(2026, 5, 1), expires_on=date(2026, 5, 1))
    assert "expires_on" in refused.value.message_dict


def test_notices_stand_in_sitemap_feed_breadcrumbs_and_structured_data(client):
    page = notice(number="京商服字〔2026〕18 号")
    assert f"http://testserver{page.url}" in client.get("/sitemap-pages.xml").content.decode()
    channel = ElementTree.fromstring(client.get("/news/feed/notices/").content).find("channel")
    assert channel.find("item").findtext("title") == page.title
    assert "京商服字〔2026〕18 号" in channel.find("item").findtext("description")

    text = client.get(page.url).content.decode()
    facts = said(text, "Legislation")
    assert (facts["legislationIdentifier"], facts["legislationLegalForce"]) == (page.number, "https://schema.org/InForce")
    assert facts["legislationPassedBy"]["name"] == "市商务局"
    assert [one["name"] for one in said(text, "BreadcrumbList")["itemListElement"]] == ["新闻资讯", "政务公开", "政策文件", page.title]
    assert f'<link rel="canonical" href="http://testserver{page.url}">' in text
    assert '市商务局 · 京商服字〔2026〕18 号 · <b class="soft">现行有效</b>' in client.get("/").content.decode()


def test_structured_data_cannot_leave_its_element(client):
    text = client.get(notice("</script><b>x").url).content.decode()
    assert "</script><b>x" not in text
    assert said(text, "Legislation")["name"] == "</script><b>x"


def test_an_editor_submits_a_publisher_approves():
    editor, publisher = browser_of("editor"), browser_of("publisher")
    assert add(editor, **{"action-publish": "1"}).status_code == 302
    assert not NoticePage.objects.get(slug="contract-2026").live
    NoticePage.objects.get(slug="contract-2026").delete()
    assert add(editor, **{"action-submit": "1"}).status_code == 302
    page = NoticePage.objects.get(slug="contract-2026")
    assert not page.live
    task = TaskState.objects.get(workflow_state__object_id=str(page.pk))
    assert publisher.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk]), {"comment": ""}).status_code == 302
    page.refresh_from_db()
    assert page.live
    assert listed() == [page.title]


def test_notices_stand_only_below_government_affairs():
    assert not NoticeIndexPage.can_create_at(section("government"))
    notice_index().delete()
    assert NoticeIndexPage.can_create_at(section("government"))
    assert not NoticeIndexPage.can_create_at(section("industry"))


def test_a_notice_without_a_date_takes_effect_on_the_day_of_its_issue():
    assert notice(issued_on=date(2026, 2, 3)).effective_on == date(2026, 2, 3)
