"""The read-only content API: public fields only, nothing else answers, bad input is a clear 400."""

import io

import pytest
from django.core.files.images import ImageFile
from django.test import Client
from PIL import Image
from wagtail.models import Collection, CollectionViewRestriction

from core.media.models import SiteDocument, SiteImage
from tests.cms.factories import article, articles, draft_article

pytestmark = pytest.mark.django_db
BASE = "/api/content/v2/"


def picture(title: str) -> SiteImage:
    """A small photograph in the library."""
    data = io.BytesIO()
    Image.new("RGB", (800, 520), "#0f5e62").save(data, "PNG")
    return SiteImage.objects.create(title=title, file=ImageFile(io.BytesIO(data.getvalue()), name=f"{title}.png"))


def test_an_article_with_its_fields(client):
    page = article("家政服务合同示范文本", under="government", source="市商务局", author_name="周晓")
    page.tags.add("合同")
    page.save()
    answer = client.get(f"{BASE}pages/{page.pk}/")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/json")
    body = answer.json()
    assert body["title"] == page.title
    assert (body["section"], body["source"], body["author_name"], body["minutes"]) == ("government", "市商务局", "周晓", 1)
    assert [block["type"] for block in body["body"]] == ["paragraph", "heading", "picture", "steps", "quote", "facts", "tip"]
    assert body["tags"] == ["合同"]
    assert body["meta"]["html_url"] == f"http://testserver/news/government/{page.slug}/"
    assert body["meta"]["detail_url"] == f"http://testserver{BASE}pages/{page.pk}/"
    found = client.get(f"{BASE}pages/find/", {"html_path": f"/news/government/{page.slug}/"})
    assert found["Location"] == f"{BASE}pages/{page.pk}/"
    hidden = {"owner", "alias_of", "latest_revision", "locked", "draft_title", "go_live_at", "expire_at", "live_revision"}
    assert hidden.isdisjoint(body) and hidden.isdisjoint(body["meta"])


def test_a_list_costs_the_same_at_two_sizes(client, django_assert_num_queries):
    query = f"{BASE}pages/?type=articles.ArticlePage&fields=title,intro,section,published_at,minutes&limit=20"
    articles(3)
    client.get(query)
    with django_assert_num_queries(1):  # the kept answer
        assert len(client.get(query).json()["items"]) == 3
    articles(17)
    with django_assert_num_queries(3):  # the look, the articles, keeping them
        assert len(client.get(query).json()["items"]) == 20


def test_only_pictures_of_public_pages_are_listed(client):
    used, of_draft, unused = picture("used"), picture("draft"), picture("unused")
    article(cover=used)
    draft_article(cover=of_draft)
    found = client.get(f"{BASE}images/").json()
    assert [item["id"] for item in found["items"]] == [used.pk]
    assert client.get(f"{BASE}images/{used.pk}/").status_code == 200
    for hidden in (of_draft, unused):
        assert client.get(f"{BASE}images/{hidden.pk}/").status_code == 404


def test_documents_that_no_page_uses_are_not_listed(client):
    document = SiteDocument.objects.create(title="内部清单", file="documents/inner.pdf")
    assert client.get(f"{BASE}documents/").json()["meta"]["total_count"] == 0
    assert client.get(f"{BASE}documents/{document.pk}/").status_code == 404


def test_a_closed_collection_closes_its_pictures(client):
    closed = Collection.get_first_root_node().add_child(name="内部")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    inside = picture("inside")
    inside.collection = closed
    inside.save()
    article(cover=inside)
    assert client.get(f"{BASE}images/").json()["items"] == []


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_is_read_only(client, method):
    page = article()
    assert getattr(client, method)(f"{BASE}pages/{page.pk}/").status_code == 405


@pytest.mark.parametrize(
    "query",
    [
        "pages/?limit=x",
        "pages/?limit=1000",
        "pages/?offset=-1",
        "pages/?offset=99999999999999999999",
        "pages/?offset=200000",
        "pages/?type=auth.User",
        "pages/?type=members.User",
        "pages/?type=nothing",
        "pages/?fields=owner",
        "pages/?fields=*,_",
        "pages/?order=password",
        "pages/?child_of=x",
        "pages/?child_of=99999999999999999999",
        "pages/?descendant_of=99999999999999999999",
        "pages/?title=%00",
        "pages/?search=%00",
        "pages/?nobody=1",
        "pages/?limit=1&limit=2",
        "pages/?search=" + "家" * 2000,
        "images/?order=file",
        "pages/find/?id=99999999999999999999",
    ],
)
def test_bad_input_is_a_clear_problem(client, query):
    article()
    answer = client.get(BASE + query)
    assert answer.status_code in {400, 404}
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"]


@pytest.mark.parametrize(
    "query", ["pages/0/", "pages/99999999999999999999/", "images/99999999999999999999/", "pages/find/?html_path=/nothing/", "pages/find/?html_path=%00"]
)
def test_what_is_not_there_is_a_404_or_400(client, query):
    assert client.get(BASE + query).status_code in {400, 404}


def test_a_logged_in_reader_gets_the_same(client):
    article()
    assert client.get(f"{BASE}pages/").json() == Client().get(f"{BASE}pages/").json()
