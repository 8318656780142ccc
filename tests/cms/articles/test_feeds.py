"""The news feed, the sitemap and what a reader's program needs of them."""

from xml.etree import ElementTree

import pytest

from cms.articles.states import Section
from tests.cms.factories import article, articles

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_rss_names_the_newest_of_all_sections_with_full_addresses(client):
    for code in Section.values:
        articles(12, under=code)
    fresh = article("刚发的一篇", under="society")
    answer = client.get("/news/feed/")
    assert answer["Content-Type"].startswith("application/rss+xml")
    channel = ElementTree.fromstring(answer.content).find("channel")
    items = channel.findall("item")
    assert len(items) == 30
    first = items[0]
    assert first.findtext("title") == fresh.title
    assert first.findtext("link") == f"http://testserver/news/society/{fresh.slug}/"
    assert first.findtext("category") == "社会热点"
    assert channel.findtext("title") == "有邻新闻资讯"


def test_atom_says_the_same(client):
    fresh = article("刚发的一篇")
    root = ElementTree.fromstring(client.get("/news/feed/atom/").content)
    entry = root.find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == fresh.title
    assert entry.findtext(f"{ATOM}updated")


def test_an_empty_feed_is_a_feed(client):
    assert ElementTree.fromstring(client.get("/news/feed/").content).find("channel").findall("item") == []


def test_the_sitemap_leads_to_the_pages(client):
    page = article()
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    places = [place.text for place in index.iter(f"{SITEMAP}loc")]
    assert "http://testserver/sitemap-pages.xml" in places
    section = ElementTree.fromstring(client.get("/sitemap-pages.xml").content)
    found = [place.text for place in section.iter(f"{SITEMAP}loc")]
    assert f"http://testserver/news/industry/{page.slug}/" in found
    assert "http://testserver/" in found
    assert len(found) == len(set(found)) == 19


def test_an_unknown_part_of_the_sitemap_is_a_404(client):
    assert client.get("/sitemap-nothing.xml").status_code == 404
    assert client.get("/sitemap-pages.xml?p=999").status_code == 404
    assert client.get("/sitemap-pages.xml?p=x").status_code == 404


def test_robots_names_the_sitemap(client):
    text = client.get("/robots.txt").content.decode()
    assert "Sitemap: " in text
    assert "/sitemap.xml" in text
    assert "Disallow: /my/" in text
