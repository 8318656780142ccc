"""The sizes of photographs are made in the background: a public GET finds them ready and writes nothing."""

import re
from pathlib import Path

import pytest
from django.core.files.images import ImageFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.articles import pictures
from cms.articles.states import COVER_SIZES
from core import content
from core.media.models import SiteImage, SiteRendition
from core.outbox.testing import drain_all
from tests.cms.factories import article, draft_article
from tests.marketplace.factories import picture

pytestmark = pytest.mark.django_db(transaction=True)
TEMPLATES = Path(pictures.__file__).parent / "templates"


def photograph(title: str) -> SiteImage:
    """A photograph of the library; nobody has seen it."""
    image = SiteImage(title=title, file=ImageFile(picture(f"{title}.png", size=(1600, 1200)), name=f"{title}.png"))
    image.save()
    return image


def made() -> set[tuple[str, str]]:
    return set(SiteRendition.objects.values_list("image__title", "filter_spec"))


def shown(image: SiteImage) -> list[dict]:
    return [{"type": "picture", "value": {"image": image.pk, "drawing": "", "alt": "擦玻璃", "caption": ""}}]


def test_a_visitor_finds_the_sizes_ready_and_writes_nothing(client):
    page = article(cover=photograph("cover"), body=shown(photograph("inside")))
    drain_all()
    assert made() == {*(("cover", size) for size in COVER_SIZES.values()), ("inside", pictures.PICTURE)}
    before = SiteRendition.objects.count()
    for path in (page.get_url(), page.get_parent().get_url(), "/"):
        with CaptureQueriesContext(connection) as asked:
            text = client.get(path).content.decode()
        assert "/media/images/cover" in text, path
        assert [query["sql"] for query in asked if re.search(r"(INSERT INTO|UPDATE) \"?media_", query["sql"])] == []
    assert SiteRendition.objects.count() == before


def test_a_draft_has_them_before_it_is_published_and_again_is_no_work():
    page = draft_article(cover=photograph("draft"))
    page.save_revision()
    drain_all()
    assert made() == {("draft", size) for size in COVER_SIZES.values()}
    assert pictures.make_sizes(page.pk) == len(COVER_SIZES)
    assert SiteRendition.objects.count() == len(COVER_SIZES)
    assert pictures.make_sizes(10**9) == 0


def test_a_photograph_without_its_file_does_not_hold_up_the_box(client):
    image = photograph("gone")
    image.file.storage.delete(image.file.name)
    page = article(cover=image)
    drain_all()
    assert made() == set()
    content.bump("pages")
    assert client.get(page.get_url()).status_code == 200


def test_the_templates_show_exactly_these_sizes():
    named = {size for path in TEMPLATES.rglob("*.html") for size in re.findall(r"{% image \S+ (\S+)", path.read_text(encoding="utf-8"))}
    assert named == {pictures.COVER, pictures.PICTURE}
