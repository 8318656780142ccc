"""What a page costs: one query when its bytes are stored, the same number at two sizes when not."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.articles.states import Section
from core import content
from core.models import StoredPage
from tests.cms.factories import article, articles

pytestmark = pytest.mark.django_db
PATHS = ["/", "/news/", "/news/industry/", "/news/feed/", "page"]


def cold(client, path: str) -> int:
    """How many queries a rendering takes, with the site's facts already known to the process."""
    client.get(path)
    StoredPage.objects.all().delete()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("path", PATHS)
def test_a_stored_page_costs_one_query(client, path, django_assert_num_queries):
    address = article().url if path == "page" else path
    client.get(address)
    with django_assert_num_queries(1):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_rendering_costs_the_same_at_two_sizes(client, path):
    address = article().url if path == "page" else path
    for code in Section.values:
        articles(6, under=code)
    small = cold(client, address)
    for code in Section.values:
        articles(25, under=code)
    assert cold(client, address) == small
    assert small <= (
        40 if address == "/" else 27
    )  # one is the language of the tree, six of them are the site's facts, which a process keeps in life but not inside a test's transaction


def test_a_publish_changes_the_version_that_stored_pages_compare(client):
    before = content.version("pages")
    article()
    assert content.version("pages") != before


def test_an_address_with_a_query_is_not_stored(client):
    page = article()
    client.get(page.url)
    stored = StoredPage.objects.count()
    answer = client.get(f"{page.url}?utm_source=x")
    assert answer.status_code == 200
    assert StoredPage.objects.count() == stored
    assert "no-store" in answer["Cache-Control"]
