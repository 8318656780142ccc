"""Wagtail's own search finds Chinese: explorer, choosers, images; drafts included, rights as ever."""

import pytest
from django.test import Client
from wagtail.images import get_image_model
from wagtail.models import Page

from cms.articles.models import ArticlePage
from search.wagtail_backend import NOTHING, tsquery
from tests.cms.factories import article, draft_article
from tests.marketplace.factories import picture
from tests.members.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
TITLE = "北京金牌月嫂怎么选"


@pytest.mark.parametrize("typed", ["月嫂", "金牌月嫂", "北京 月嫂", "怎么选", "月", "yuesao", "金牌月嫂怎麼選", "收水"])
def test_an_article_is_found_by_its_words_sounds_and_text(typed: str) -> None:
    page = article(TITLE)
    article("别的文章", body=[])
    assert page.pk in [row.pk for row in ArticlePage.objects.all().search(typed)]


def test_a_draft_is_found_too_and_nonsense_is_not() -> None:
    page = draft_article(TITLE)
    assert [row.pk for row in Page.objects.child_of(page.get_parent()).search("月嫂")] == [page.pk]
    assert list(Page.objects.all().search("不存在的词")) == []
    assert list(Page.objects.all().search("？！")) == []


@pytest.mark.parametrize("typed", ["月", "金牌月", "yues", "北京金牌"])
def test_choosers_find_while_typing(typed: str) -> None:
    page = article(TITLE)
    found = [row.pk for row in Page.objects.all().autocomplete(typed)]
    assert (page.pk in found) is (typed != "yues")


def test_a_changed_title_is_found_by_its_new_words_only() -> None:
    page = article(TITLE)
    page.title = "保姆合同怎么签"
    page.save_revision().publish()
    assert [row.pk for row in ArticlePage.objects.all().search("保姆")] == [page.pk]
    assert list(ArticlePage.objects.all().search("金牌月嫂")) == []


def test_an_image_is_found_by_its_chinese_title() -> None:
    image = get_image_model().objects.create(title="月嫂抱着宝宝", file=picture())
    assert list(get_image_model().objects.all().search("宝宝")) == [image]


def test_an_editor_finds_the_page_in_the_admin_and_a_member_does_not(client: Client) -> None:
    article(TITLE)
    client.force_login(make_staff("editor"), backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.get("/admin/pages/search/", {"q": "月嫂"})
    assert (response.status_code, TITLE in response.content.decode()) == (200, True)
    client.force_login(make_user(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert TITLE not in client.get("/admin/pages/search/", {"q": "月嫂"}).content.decode()


@pytest.mark.parametrize("typed", ["", "'", "\\", "& | !", "(", ":*", "?"])
def test_odd_text_makes_no_broken_query(typed: str) -> None:
    assert tsquery(typed, prefix=True) == NOTHING
    assert list(Page.objects.all().search(typed)) == []
