"""What the public may not see is on no surface, at once and also when the bytes were stored a moment before."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from cms.articles.models import ArticlePage
from core import clock
from tests.cms.factories import article, draft_article, section
from tests.members.factories import make_user

pytestmark = pytest.mark.django_db
TITLE = "擦窗机器人进小区，人工会被换掉吗"
LISTS = ["/", "/news/", "/news/industry/", "/news/feed/", "/news/feed/atom/"]


def api(browser: Client, **query: str) -> dict:
    """The content API's list of articles."""
    answer = browser.get("/api/content/v2/pages/", {"type": "articles.ArticlePage", "fields": "*", "limit": "20", **query})
    assert answer.status_code == 200
    return answer.json()


def surfaces(page: ArticlePage, browser: Client) -> dict[str, bool]:
    """Every place where an article may be met, and whether it is met there."""
    address = page.get_url_parts()[2]
    neighbour = ArticlePage.objects.exclude(pk=page.pk).get(title="旁边的一篇")
    found = {path: TITLE in browser.get(path).content.decode() for path in LISTS}
    found["page"] = browser.get(address).status_code == 200 and TITLE in browser.get(address).content.decode()
    found["neighbour"] = TITLE in browser.get(neighbour.url).content.decode()
    found["sitemap"] = address in browser.get("/sitemap-pages.xml").content.decode()
    found["api list"] = TITLE in str(api(browser))
    found["api detail"] = browser.get(f"/api/content/v2/pages/{page.pk}/").status_code == 200
    found["api find"] = browser.get("/api/content/v2/pages/find/", {"html_path": address}).status_code == 302
    found["api find by id"] = browser.get("/api/content/v2/pages/find/", {"id": str(page.pk)}).status_code == 302
    found["api count"] = api(browser)["meta"]["total_count"] == 2
    return found


@pytest.fixture
def shown() -> ArticlePage:
    """A published article beside another one."""
    article("旁边的一篇")
    return article(TITLE)


def unpublish(page: ArticlePage) -> None:
    page.unpublish()


def expire(page: ArticlePage) -> None:
    """The end passes and the job has not run."""
    Page.objects.filter(pk=page.pk).update(expire_at=clock.now() - timedelta(seconds=1))


def restrict(kind: str) -> Callable[[Page], None]:
    """Set a view restriction."""

    def change(page: Page) -> None:
        restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind, password="kaimen" if kind == "password" else "")
        if kind == "groups":
            restriction.groups.add(Group.objects.create(name="读者"))

    return change


def restrict_section(page: ArticlePage) -> None:
    restrict("login")(page.get_parent())


def delete(page: ArticlePage) -> None:
    ArticlePage.objects.get(pk=page.pk).delete()


HIDING = {
    "unpublished": unpublish,
    "expired": expire,
    "password": restrict("password"),
    "login": restrict("login"),
    "groups": restrict("groups"),
    "deleted": delete,
}


@pytest.mark.parametrize("way", HIDING)
def test_what_is_hidden_is_gone_from_every_surface_at_once(shown, way, client):
    met = surfaces(shown, client)
    assert all(met.values()), met
    HIDING[way](shown)
    left = {place for place, there in surfaces(shown, client).items() if there}
    assert left == set()


def test_what_was_never_published_is_nowhere(client):
    article("旁边的一篇")
    hidden = draft_article(TITLE)
    assert {place for place, there in surfaces(hidden, client).items() if there} == set()


def test_what_is_scheduled_is_nowhere_until_its_time(client):
    article("旁边的一篇")
    hidden = draft_article(TITLE, go_live_at=clock.now() + timedelta(hours=2))
    hidden.get_latest_revision().publish()
    assert {place for place, there in surfaces(hidden, client).items() if there} == set()


def test_an_end_that_passes_by_time_alone_ends_the_stored_bytes(client):
    article("旁边的一篇")
    ending = article(TITLE, expire_at=clock.now() + timedelta(minutes=10))
    met = surfaces(ending, client)
    assert all(met.values()), met
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=True):
        left = {place for place, there in surfaces(ending, client).items() if there}
    assert left == set()


def test_moved_under_a_private_page_is_nowhere(shown, client):
    assert all(surfaces(shown, client).values())
    restrict("login")(section("society"))
    shown.move(section("society"), pos="last-child")
    shown.refresh_from_db()
    left = {place for place, there in surfaces(shown, client).items() if there}
    assert left == set()


def test_a_private_section_takes_its_articles_with_it(shown, client):
    assert all(surfaces(shown, client).values())
    restrict_section(shown)
    neighbour = ArticlePage.objects.get(title="旁边的一篇")
    assert client.get(neighbour.url).status_code == 302
    for path in ["/", "/news/", "/news/feed/", "/news/feed/atom/", "/sitemap-pages.xml"]:
        assert TITLE not in client.get(path).content.decode()
    assert api(client)["meta"]["total_count"] == 0


def test_a_draft_over_a_published_article_does_not_show(shown, client):
    shown.title, shown.intro = "改了一半的题目", "改了一半的导语"
    shown.save_revision()
    assert "改了一半" not in client.get(shown.url).content.decode()
    for path in [*LISTS, f"/api/content/v2/pages/{shown.pk}/"]:
        assert "改了一半" not in client.get(path).content.decode()


def test_who_may_see_a_restricted_article_leaves_nothing_stored_for_others(shown, client):
    restrict("login")(shown)
    client.force_login(make_user())
    assert TITLE in client.get(shown.url).content.decode()
    assert TITLE not in str(api(client))
    assert Client().get(shown.url).status_code == 302
    assert Client().get(shown.url)["Location"].startswith("/accounts/login/")


def test_a_password_opens_the_page_for_one_visitor_only(shown, client):
    restrict("password")(shown)
    asked = client.get(shown.url)
    assert asked.status_code == 200
    assert TITLE not in asked.content.decode()
    assert "no-store" in asked["Cache-Control"]
    restriction = shown.get_view_restrictions().get()
    action = f"/_util/authenticate_with_password/{restriction.pk}/{shown.pk}/"
    assert action in asked.content.decode()
    client.post(action, {"password": "kaimen", "return_url": shown.url})
    assert TITLE in client.get(shown.url).content.decode()
    assert TITLE not in str(api(client))
    assert TITLE not in Client().get(shown.url).content.decode()


@dataclass
class Kept:
    """What is kept of a page that is stored."""

    body: str
    cookies: int


@pytest.mark.parametrize("path", [*LISTS, "page"])
def test_stored_bytes_hold_nothing_of_the_visitor(shown, path, client):
    client.force_login(make_user(name="王建国"))
    answer = client.get(shown.url if path == "page" else path)
    kept = Kept(answer.content.decode(), len(answer.cookies))
    assert answer["Cache-Control"] == "public, no-cache"
    assert "ETag" in answer
    assert kept.cookies == 0
    for trace in ("csrfmiddlewaretoken", "王建国", "nonce", "sessionid"):
        assert trace not in kept.body
    again = Client().get(shown.url if path == "page" else path, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
