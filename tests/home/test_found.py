"""POR-10, POR-11: what every public page says to search engines and to those who pass it on, parsed page by page."""

import json
import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from core.content import bump
from core.outbox.testing import drain_all
from core.qr import as_svg, matrix
from tests.architecture.addresses import ours
from tests.architecture.endpoints import rows
from tests.cms.factories import article, lesson, notice
from tests.cms.pages.factories import partner_page
from tests.cms.training.factories import course
from tests.marketplace.factories import make_enterprise, make_listing
from tests.marketplace.recruitment.factories import make_job
from tests.members.factories import make_user

pytestmark = pytest.mark.django_db
HOST = "http://testserver"
META = ("description", "og:type", "og:title", "og:description", "og:url", "og:image", "og:site_name", "weibo:webpage:title", "weibo:webpage:image")
# What the main fact of a kind of page is.
TYPES = {
    "home": "WebSite",
    "article": "NewsArticle",
    "notice": "Legislation",
    "lesson": "Article",
    "course": "Course",
    "partner": "CollectionPage",
    "offer": "Service",
    "request": "Demand",
    "storefront": "LocalBusiness",
    "job": "JobPosting",
    "category": "CollectionPage",
    "terms": "WebPage",
    "prices": "WebPage",
}
SHARED = ("article", "notice", "lesson", "course", "offer", "request", "storefront", "job")


class Head(HTMLParser):
    """Title, meta, canonical address and structured data of a page, and its headings."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.title, self.meta, self.canonical, self.facts = "", {}, [], []
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self._inside = "title" if tag == "title" else "facts" if found.get("type") == "application/ld+json" else ""
        if tag == "meta":
            name = found.get("name") or found.get("property") or f"itemprop:{found.get('itemprop')}"
            self.meta.setdefault(name, []).append(found.get("content", ""))
        if tag == "link" and found.get("rel") == "canonical":
            self.canonical.append(found["href"])

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "title" and not self.title:
            self.title = data.strip()
        if self._inside == "facts":
            self.facts.append(json.loads(data))


def head(path: str) -> Head:
    """The head of a page that is there."""
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return Head(answer.content.decode())


@pytest.fixture
def city() -> dict[str, str]:
    """One page of each kind: name → path."""
    firm = make_enterprise()
    offer, request = make_listing(enterprise=firm, title="两居室擦窗"), make_listing(side="request", author=make_user(), title="找个做晚饭的阿姨")
    drain_all()
    bump("listings", "enterprises", "pages", "catalog")
    return {
        "home": "/",
        "article": article(search_description="").url,
        "notice": notice().url,
        "lesson": lesson().url,
        "course": course().url,
        "partner": partner_page().url,
        "offer": offer.get_absolute_url(),
        "request": request.get_absolute_url(),
        "storefront": firm.get_absolute_url(),
        "job": make_job(enterprise=firm).get_absolute_url(),
        "category": offer.category.get_absolute_url(),
        "terms": "/terms/",
        "prices": "/prices/",
    }


def sitemap() -> set[str]:
    """Every path of the sitemap."""
    places = re.findall(r"<loc>([^<]+)</loc>", Client().get("/sitemap.xml").content.decode())
    texts = [Client().get(urlsplit(place).path).content.decode() for place in places]
    return {urlsplit(place).path for text in texts for place in re.findall(r"<loc>([^<]+)</loc>", text)}


@pytest.mark.req("POR-10")
def test_every_public_page_says_what_it_is(city: dict[str, str]):
    listed = sitemap()
    assert set(city.values()) <= listed
    titles: dict[str, str] = {}
    for path in sorted(listed):
        found = head(path)
        assert found.title and titles.setdefault(found.title, path) == path, (path, found.title, titles.get(found.title))
        assert found.canonical == [f"{HOST}{path}"], (path, found.canonical)
        for name in META:
            assert len(found.meta.get(name, [])) == 1 and found.meta[name][0].strip(), (path, name)
        assert len(found.meta["description"][0]) <= 160 and "robots" not in found.meta, path
        kinds = [fact["@type"] for fact in found.facts]
        assert kinds and all(fact["@context"] == "https://schema.org" for fact in found.facts), path
        assert path == "/" or "BreadcrumbList" in kinds, path
        assert found.facts[0].get("url") == f"{HOST}{path}", path
    for kind, path in city.items():
        assert head(path).facts[0]["@type"] == TYPES[kind], kind


def test_a_public_address_is_in_the_sitemap_or_asks_not_to_be_found(city: dict[str, str]):
    listed, forgotten = sitemap(), []
    for row in rows():
        if row.rights.get("GET") != "public" or row.object or row.args or row.demo or row.name not in ours():
            continue
        path = reverse(row.name)
        answer = Client().get(path)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html") or "no-store" in answer["Cache-Control"]:
            continue
        if path not in listed and "noindex" not in "".join(Head(answer.content.decode()).meta.get("robots", [])):
            forgotten.append(path)
    assert forgotten == []


def test_breadcrumbs_lead_somewhere(city: dict[str, str]):
    for path in city.values():
        for fact in head(path).facts:
            for step in fact.get("itemListElement", [])[:-1]:
                assert Client().get(urlsplit(step["item"]).path).status_code == 200, step


@pytest.mark.req("POR-11")
@pytest.mark.parametrize("kind", SHARED)
def test_what_can_be_shared_carries_title_summary_picture_link_and_code(kind: str, city: dict[str, str]):
    path = city[kind]
    text = Client().get(path).content.decode()
    found, url = Head(text), f"{HOST}{path}"
    title, summary, picture = (found.meta[f"og:{name}"][0] for name in ("title", "description", "image"))
    assert found.meta["og:url"] == [url]
    for names in (("itemprop:name", "itemprop:description", "itemprop:image"), ("weibo:webpage:title", "weibo:webpage:description", "weibo:webpage:image")):
        assert [found.meta[name][0] for name in names] == [title, summary, picture]
    assert picture.startswith(HOST) and not picture.endswith(".svg")

    part = text.split('data-share="', 1)[1].split("</section>", 1)[0]
    assert part.startswith(url) and f'<a class="share-url" href="{url}">' in part
    counted = f"{url}#qr" if kind in ("article", "notice", "lesson") else url
    assert as_svg(counted) in part and matrix(counted)
    weibo = parse_qs(urlsplit(re.search(r'href="(https://service\.weibo\.com[^"]+)"', part)[1].replace("&amp;", "&")).query)
    assert (weibo["url"], weibo["title"]) == ([url], [title])
    assert text.count("data-share=") == 1 and "csrfmiddlewaretoken" not in text


def test_an_enterprises_own_picture_and_words_are_shared(city: dict[str, str]):
    found = head(city["storefront"])
    assert found.meta["og:description"] == found.meta["description"]
    assert "61234567" not in json.dumps(found.meta, ensure_ascii=False)


def test_an_introduction_with_marks_is_escaped_once():
    found = head(article("擦窗 <三步>", intro='先干后湿，"一个方向" & 收水。', search_description="").url)
    assert found.meta["og:title"] == ["擦窗 <三步>"]
    assert found.meta["description"] == ['先干后湿，"一个方向" & 收水。']


def test_a_listing_says_its_price_and_nothing_of_a_person(city: dict[str, str]):
    facts: dict[str, Any] = head(city["offer"]).facts[0]
    assert (facts["offers"]["priceCurrency"], facts["offers"]["price"]) == ("CNY", "60.00")
    assert facts["provider"]["@type"] == "LocalBusiness" and facts["areaServed"]
    wanted = json.dumps(head(city["request"]).facts[0], ensure_ascii=False)
    assert "陈女士" not in wanted and "provider" not in wanted
