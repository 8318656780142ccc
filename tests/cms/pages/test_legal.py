"""Pages that people hold us to: the version in force, older ones with their dates, in the footer of every page."""

from itertools import pairwise

import pytest
from django.test import Client

from cms.pages.models import LegalPage
from tests.members.factories import former_text

pytestmark = pytest.mark.django_db
SLUGS = ("about", "copyright", "complaint-channels")


def publish(page: LegalPage, text: str) -> None:
    page.body = [{"type": "paragraph", "value": f"<p>{text}</p>"}]
    page.save_revision().publish()


def text_of(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_they_stand_in_the_footer_of_every_page_and_say_what_they_are():
    for path in ("/", "/listings/", "/news/", "/terms/"):
        footer = text_of(path).partition('<footer class="site-foot">')[2]
        assert all(f'href="/{slug}/"' in footer for slug in SLUGS) and "/terms/" in footer and "/privacy/" in footer, path
    for slug in SLUGS:
        page = text_of(f"/{slug}/")
        assert "旧版本" not in page and page.count("<h1") == 1
        assert f"/{slug}/" in text_of("/sitemap-pages.xml")


def test_an_older_version_stays_readable_with_its_dates_and_a_draft_was_never_one():
    page = LegalPage.objects.get(slug="copyright")
    publish(page, "第二版的写法。")
    page.body = [{"type": "paragraph", "value": "<p>还没有发布的写法。</p>"}]
    page.save_revision()
    publish(page, "第三版的写法。")
    versions = page.versions()
    assert [one.until is None for one in versions] == [True, False, False]
    assert all(older.until == newer.since for newer, older in pairwise(versions))
    now = text_of("/copyright/")
    assert "第三版的写法。" in now and "第二版的写法。" not in now
    older = text_of(f"/copyright/versions/{versions[1].number}/")
    assert "第二版的写法。" in older and "这是旧版本" in older and "noindex" in older
    assert "还没有发布的写法。" not in now + older
    for number in (versions[0].number, 999999, "x"):
        assert Client().get(f"/copyright/versions/{number}/").status_code == 404


def test_an_unpublished_page_shows_no_older_version_either():
    page = LegalPage.objects.get(slug="about")
    publish(page, "第二版的写法。")
    old = page.versions()[1].number
    page.unpublish()
    assert Client().get("/about/").status_code == Client().get(f"/about/versions/{old}/").status_code == 404
    assert 'href="/about/"' not in text_of("/terms/")


@pytest.mark.parametrize("kind", ["terms", "privacy"])
def test_older_terms_and_privacy_notices_are_readable_with_their_dates(kind: str):
    former = former_text(kind)
    former.refresh_from_db()
    older = text_of(f"/{kind}/{former.version}/")
    assert "从前的写法。" in older and "为止" in older and "这是旧版本" in older
    assert "从前的写法。" not in text_of(f"/{kind}/?fresh=1")
    assert Client().get(f"/{kind}/1999-01/").status_code == 404
