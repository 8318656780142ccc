"""The three sections: what an editor publishes is on its list and its own page, newest first, in pages (POR-02, POR-03)."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from cms.articles.models import ArticlePage, NewsIndexPage, SectionPage
from cms.articles.states import Section
from core import clock
from tests.cms.factories import article, articles, news_index, section
from tests.members.factories import make_staff

pytestmark = pytest.mark.django_db
TITLES = re.compile(r'<a class="cover-link" href="([^"]+)">([^<]+)</a>')
NEXT = re.compile(r'<a class="btn btn-2" href="([^"]+)" rel="next"')


@pytest.fixture
def publisher(client: Client) -> Client:
    """A logged-in member of the publishing group."""
    client.force_login(make_staff("publisher"))
    return client


def publish_in_admin(browser: Client, under: str, title: str, **fields: str) -> ArticlePage:
    """Fill in the admin's form and press publish."""
    body = streamfield([("paragraph", rich_text("<p>先干扫，再湿润。</p>", features=["bold"])), ("heading", "四步做完一扇")])
    form = {
        "title": title,
        "slug": f"by-hand-{ArticlePage.objects.count()}",
        "intro": "先干后湿，一个方向收水。",
        "cover": "",
        "cover_art": "window",
        "body": body,
        "source": "市商务局",
        "author_name": "周晓",
        "published_at": "",
        "tags": "玻璃",
        "seo_title": "",
        "search_description": "",
        "comments": inline_formset([]),
        "action-publish": "1",
        **fields,
    }
    answer = browser.post(reverse("wagtailadmin_pages:add", args=["articles", "articlepage", section(under).pk]), nested_form_data(form))
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return ArticlePage.objects.get(title=title)


def listed(browser: Client, address: str) -> list[str]:
    """The titles on a list page, in order."""
    answer = browser.get(address)
    assert answer.status_code == 200
    return [title for _, title in TITLES.findall(answer.content.decode())]


def walk(browser: Client, address: str) -> list[str]:
    """The titles of a section through all its pages, by its own links."""
    found: list[str] = []
    path: str | None = address
    while path:
        text = browser.get(path).content.decode()
        found += [title for _, title in TITLES.findall(text)]
        onward = NEXT.search(text)
        path = address + onward.group(1) if onward else None
    return found


@pytest.mark.req("POR-02")
def test_industry_news_is_listed_newest_first_in_pages_and_has_its_own_page(publisher):
    older = articles(25, under="industry")
    fresh = publish_in_admin(publisher, "industry", "望京开出第一间社区家政培训教室")

    visitor = Client()
    first = listed(visitor, "/news/industry/")
    assert first[0] == fresh.title
    assert len(first) == 20
    assert walk(visitor, "/news/industry/") == [fresh.title, *(page.title for page in older)]

    own = visitor.get(fresh.url)
    assert own.status_code == 200
    text = own.content.decode()
    for shown in (fresh.title, "先干后湿，一个方向收水。", "先干扫，再湿润。", "四步做完一扇", "周晓", "来源：市商务局", "行业新闻"):
        assert shown in text


@pytest.mark.req("POR-03")
def test_social_topics_are_listed_and_an_article_is_in_exactly_one_section(publisher):
    older = articles(21, under="society")
    fresh = publish_in_admin(publisher, "society", "独居老人按下一键呼叫，十一分钟后邻居敲了门")
    visitor = Client()
    assert walk(visitor, "/news/society/") == [fresh.title, *(page.title for page in older)]
    assert visitor.get(fresh.url).status_code == 200
    assert fresh.title not in listed(visitor, "/news/industry/")

    moved = publisher.post(reverse("wagtailadmin_pages:move_confirm", args=[fresh.pk, section("industry").pk]))
    assert moved.status_code == 302
    assert fresh.title not in walk(visitor, "/news/society/")
    assert listed(visitor, "/news/industry/") == [fresh.title]
    gone = visitor.get("/news/society/" + fresh.slug + "/")
    assert (gone.status_code, gone.url) == (301, f"/news/industry/{fresh.slug}/")
    assert visitor.get("/news/industry/" + fresh.slug + "/").status_code == 200

    # There is no place for an article but under one of the three.
    for parent in (news_index(), news_index().get_parent()):
        assert publisher.get(reverse("wagtailadmin_pages:add", args=["articles", "articlepage", parent.pk])).status_code in {302, 403}
    assert publisher.get(reverse("wagtailadmin_pages:add", args=["articles", "sectionpage", news_index().pk])).status_code in {302, 403}
    assert sorted(SectionPage.objects.values_list("section", flat=True)) == sorted(Section.values)


def test_the_index_shows_the_newest_of_each_section(client):
    for code in Section.values:
        articles(8, under=code)
    text = client.get("/news/").content.decode()
    for code in Section.values:
        newest = list(ArticlePage.objects.child_of(section(code)).newest_first()[:7])
        assert all(page.title in text for page in newest[:6])
        assert newest[6].title not in text
        assert section(code).title in text


def test_articles_with_the_same_time_keep_one_order_across_pages(client):
    at = clock.now() - timedelta(days=1)
    pages = [article(published_at=at) for _ in range(23)]
    assert walk(client, "/news/industry/") == [page.title for page in reversed(pages)]


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "%00",
        "W10",
        "WzEsMl0",
        "W251bGwsbnVsbF0",
        "WyIyMDI2LTAxLTAxIiwxXQ",
        "WyIyMDI2LTAxLTAxVDAwOjAwOjAwKzA4OjAwIiw5OTk5OTk5OTk5OTk5OTk5OTk5XQ",
        "月嫂",
        "a" * 5000,
        "=",
        "",
        "a&cursor=b",
    ],
)
def test_a_cursor_that_we_did_not_make_is_a_clear_400(client, cursor):
    articles(1)
    answer = client.get(f"/news/industry/?cursor={cursor}")
    assert answer.status_code == 400
    assert "第一页" in answer.content.decode()


def test_past_the_last_article_is_an_empty_page_with_a_way_back(client):
    oldest = articles(21)[-1]
    text = client.get("/news/industry/").content.decode()
    onward = "/news/industry/" + NEXT.search(text).group(1)
    oldest.get_parent()
    ArticlePage.objects.get(pk=oldest.pk).delete()
    answer = client.get(onward)
    assert answer.status_code == 200
    assert "回到最新" in answer.content.decode()


def test_an_empty_section_says_what_to_do(client):
    answer = client.get("/news/government/")
    assert answer.status_code == 200
    assert "这个栏目还没有文章" in answer.content.decode()


def test_the_tree_takes_no_second_index_and_no_fourth_section():
    assert not NewsIndexPage.can_create_at(news_index().get_parent().specific)
    assert not SectionPage.can_create_at(news_index())
    gone = section("society")
    gone.delete()
    index = news_index()
    copied = section("industry").copy(to=index, update_attrs={"slug": "copied", "title": "抄来的"})
    assert copied.section == "society"


def test_the_date_is_that_of_going_live_where_none_is_given():
    page = article()
    assert page.published_at == page.first_published_at


def test_long_articles_take_longer(client):
    page = article(body=[{"type": "paragraph", "value": "<p>" + "家" * 1700 + "</p>"}])
    assert page.minutes == 5
    assert "5 分钟" in client.get(page.url).content.decode()


def test_groups_of_the_roles_exist():
    assert Group.objects.filter(name__in=["编辑", "审核发布"]).count() == 2
