"""W1 whole: 12 surfaces × 8 states of an article, each closed to a visitor, a family and an enterprise.

A published article is met on all twelve (else a cell would prove nothing). `OPEN` are the cells where a state means just that: a page
for members is open to members. What does not exist looks the same.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from django.utils.http import urlencode
from wagtail.models import Page, PageViewRestriction

from cms.articles.models import ArticlePage
from core import clock
from core.media.models import SiteDocument, SiteImage
from core.outbox.testing import drain_all
from search import lexicon
from search.engines import connection
from search.services import rebuild, suggestions
from tests.cms.factories import article, draft_article, section
from tests.marketplace.factories import make_enterprise, picture
from tests.members.factories import make_user

SURFACES = ("page", "list", "api list", "api detail", "api find", "search", "search on Elasticsearch", "suggestions")
SURFACES += ("counts and facets", "sitemap and feed", "related", "files")
DRAFTS = ("draft", "scheduled")
STATES = (*DRAFTS, "expired", "unpublished", "password", "login", "group", "moved")
READERS = ("visitor", "family", "enterprise")
OPEN = {("login", "page"), ("login", "files"), ("moved", "page"), ("moved", "files")}
MARK = "琉璃螺钿"
WORDS = dict(zip(("shown", *STATES), ("甲子", "乙丑", "丙寅", "丁卯", "戊辰", "己巳", "庚午", "辛未", "壬申"), strict=True))


def title(state: str) -> str:
    """One that no other article has."""
    return f"{MARK}{WORDS[state]}"


def with_files(make: Callable[..., ArticlePage], state: str, **fields: Any) -> ArticlePage:
    """An article with a picture and a document of its own."""
    cover = SiteImage.objects.create(title=title(state), file=picture(f"{state}.png"))
    file = SiteDocument.objects.create(title=title(state), file=ContentFile(b"inner", name=f"{state}.txt"), file_size=5)
    link = f'<p>{title(state)}，见<a linktype="document" id="{file.pk}">附件</a>。</p>'
    return make(title(state), cover=cover, body=[{"type": "paragraph", "value": link}], **fields)


def restrict(page: Page, kind: str) -> None:
    """Close a page."""
    made = PageViewRestriction.objects.create(page=page, restriction_type=kind, password="kaimen" if kind == "password" else "")
    if kind == "groups":
        made.groups.add(Group.objects.create(name="读者"))


def put(state: str) -> ArticlePage:
    """An article in a state; what was public before is published first, so that stored bytes and projections have known it."""
    if state == "draft":
        return with_files(draft_article, state)
    if state == "scheduled":
        page = with_files(draft_article, state, go_live_at=clock.now() + timedelta(days=1))
        page.get_latest_revision().publish()
        return page
    return with_files(article, state)


HIDE: dict[str, Callable[[ArticlePage], object]] = {
    "expired": lambda page: Page.objects.filter(pk=page.pk).update(expire_at=clock.now() - timedelta(seconds=1)),
    "unpublished": lambda page: page.unpublish(),
    "password": lambda page: restrict(page, "password"),
    "login": lambda page: restrict(page, "login"),
    "group": lambda page: restrict(page, "groups"),
    "moved": lambda page: ArticlePage.objects.get(pk=page.pk).move(section("society"), pos="last-child"),
}


@pytest.fixture
def pages(fresh_db: None, on_elasticsearch: str, settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, ArticlePage]]:
    """One article in each state, and one that is public; everything has heard of them before they were hidden."""
    settings.SEARCH_LEXICON_SECONDS, settings.SEARCH_TIMEOUT_SECONDS = 0, 20
    monkeypatch.setattr(connection, "BREAKER", connection.Breaker())
    monkeypatch.setattr("search.queries.BREAKER", connection.BREAKER)
    restrict(section("society"), "login")
    made = {state: put(state) for state in ("shown", *STATES)}
    drain_all()
    rebuild.rebuild_index(now=clock.now())
    browser = Client()
    for state, page in made.items():
        assert browser.get(page.get_url_parts()[2]).status_code == (404 if state in DRAFTS else 200)
    browser.get("/news/industry/")
    for state, hide in HIDE.items():
        hide(made[state])
    drain_all()
    suggestions.replace_catalogue()
    rebuild.rebuild_index(now=clock.now())
    lexicon.forget()
    yield made
    lexicon.forget()


def reader(name: str) -> Client:
    """A browser of each."""
    client = Client()
    if name == "family":
        client.force_login(make_user(name="旁人"))
    if name == "enterprise":
        client.force_login(make_enterprise().applicant)
    return client


def text(browser: Client, path: str, **query: str) -> str:
    """What an address answers, as text."""
    return browser.get(f"{path}?{urlencode(query)}" if query else path).content.decode()


def found(browser: Client, **query: str) -> dict[str, Any]:
    """A search."""
    return browser.get("/api/v1/search/", query).json()


def met(browser: Client, state: str, page: ArticlePage, settings: Any, elastic: str) -> set[str]:
    """The surfaces on which an article is met."""
    path, name = ArticlePage.objects.get(pk=page.pk).get_url_parts()[2], title(state)
    word, image, document = WORDS[state], page.cover_id, SiteDocument.objects.get(title=name)
    there = {
        "page": name in text(browser, path),
        "list": name in text(browser, "/news/") + text(browser, "/news/industry/") + text(browser, "/"),
        "api list": name in text(browser, "/api/content/v2/pages/", type="articles.ArticlePage", fields="*", limit="20"),
        "api detail": browser.get(f"/api/content/v2/pages/{page.pk}/").status_code == 200,
        "api find": browser.get("/api/content/v2/pages/find/", {"html_path": path}).status_code == 302,
        "suggestions": name in text(browser, "/api/v1/search/suggest/", q=MARK) + text(browser, "/search/suggest/", q=name),
        "sitemap and feed": f"{path}<" in text(browser, "/sitemap-pages.xml") or name in text(browser, "/news/feed/") + text(browser, "/news/feed/atom/"),
        "related": name in text(browser, ArticlePage.objects.get(title="旁边的一篇").get_url_parts()[2]),
        "files": browser.get(document.url).status_code == 200
        or any(browser.get(f"/api/content/v2/{kind}/{number}/").status_code == 200 for kind, number in (("images", image), ("documents", document.pk))),
    }
    settings.ELASTICSEARCH_URL = elastic
    on_elastic = found(browser, q=word)
    assert on_elastic["backend"] == "elasticsearch"
    settings.ELASTICSEARCH_URL = ""
    on_database = found(browser, q=word)
    settings.ELASTICSEARCH_URL = elastic
    there["search on Elasticsearch"] = name in str(on_elastic["items"])
    there["search"] = name in str(on_database["items"]) or f'href="{path}"' in text(browser, "/search/", q=word)
    there["counts and facets"] = any(answer["count"] or answer["facets"]["type"] for answer in (on_elastic, on_database))
    assert set(there) == set(SURFACES)
    return {place for place, is_there in there.items() if is_there}


def test_there_are_ninety_six_cells() -> None:
    assert len(SURFACES) * len(STATES) == 96


def test_every_cell_is_closed_to_every_reader(pages: dict[str, ArticlePage], settings, on_elasticsearch: str) -> None:
    article("旁边的一篇")
    drain_all()
    for name in READERS:
        browser = reader(name)
        assert met(browser, "shown", pages["shown"], settings, on_elasticsearch) == set(SURFACES), name
        for state in STATES:
            allowed = {place for closed, place in OPEN if closed == state and name != "visitor"}
            assert met(browser, state, pages[state], settings, on_elasticsearch) == allowed, (name, state)


def test_what_is_hidden_answers_as_what_is_not_there(pages: dict[str, ArticlePage]) -> None:
    for name in READERS:
        browser = reader(name)
        nowhere = browser.get("/news/industry/no-such-thing/")
        for state in ("draft", "scheduled", "expired", "unpublished"):
            answer = browser.get(pages[state].get_url_parts()[2])
            assert (answer.status_code, answer.content) == (nowhere.status_code, nowhere.content) and answer.status_code == 404, (name, state)
        missing = browser.get("/api/content/v2/pages/999999937/")
        for state in STATES:
            answer = browser.get(f"/api/content/v2/pages/{pages[state].pk}/")
            assert (answer.status_code, answer.content) == (404, missing.content), (name, state)
            for address in (f"/admin/pages/{pages[state].pk}/view_draft/", f"/admin/pages/{pages[state].pk}/edit/", f"/admin/pages/{pages[state].pk}/history/"):
                preview = browser.get(address)
                assert title(state) not in preview.content.decode() and preview.status_code in (302, 403, 404), (name, address)
