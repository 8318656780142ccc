"""Blocks of articles that show something as it is now: changed, suspended, ended, the article says so at the next request."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cms.articles.models import ArticlePage
from core import clock
from core.access import system_actor
from core.outbox.testing import drain_all
from marketplace.enterprises.services import reinstate, suspend
from marketplace.listings.models import Listing
from marketplace.listings.services import edit_listing, hide
from tests.cms.factories import article
from tests.cms.training.factories import course
from tests.marketplace.factories import make_enterprise, make_listing
from tests.marketplace.pricing.factories import make_guidance
from tests.members.factories import make_staff

pytestmark = pytest.mark.django_db
SYSTEM = system_actor()


def with_block(kind: str, **value: object) -> ArticlePage:
    return article(f"一篇带「{kind}」的文章", body=[{"type": kind, "value": {"note": "", **value}}])


def text_of(page: ArticlePage) -> str:
    answer = Client().get(page.url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_service_shows_its_price_of_now_and_goes_with_whoever_offers_it():
    firm = make_enterprise()
    row = make_listing(enterprise=firm, title="双层玻璃两面擦", price_fen=1200)
    page = with_block("live_service", listing=row.pk)
    assert "双层玻璃两面擦" in text_of(page) and "<b>12</b>" in text_of(page)
    for fen in (1300, 1400, 1500):
        edit_listing(row, actor=SYSTEM, now=clock.now(), price_fen=fen)
        assert f"<b>{fen // 100}</b>" in text_of(page)
    edit_listing(row, actor=SYSTEM, now=clock.now(), title="改了名字的一条")
    assert "改了名字的一条" in text_of(page) and "双层玻璃两面擦" not in text_of(page)
    suspend(firm, actor=SYSTEM, now=clock.now(), note="执照过期")
    assert "改了名字的一条" not in text_of(page) and 'class="live"' not in text_of(page)
    reinstate(firm, actor=SYSTEM, now=clock.now())
    assert "改了名字的一条" in text_of(page)
    hide(Listing.objects.get(pk=row.pk), actor=SYSTEM, now=clock.now(), note="价格不实")
    assert "改了名字的一条" not in text_of(page)


def test_a_service_that_ends_by_time_is_not_shown_after_its_end(monkeypatch: pytest.MonkeyPatch):
    row = make_listing(title="只到今晚的一条", expires_at=clock.now() + timedelta(hours=2))
    page = with_block("live_service", listing=row.pk)
    assert row.title in text_of(page)
    later = clock.now() + timedelta(hours=3)
    monkeypatch.setattr("core.clock.now", lambda: later)
    assert row.title not in text_of(page)


def test_another_listing_leaves_the_stored_article_as_it_is(django_assert_num_queries):
    page = with_block("live_service", listing=make_listing().pk)
    text_of(page)
    other = make_listing()
    hide(other, actor=SYSTEM, now=clock.now(), note="价格不实")
    with django_assert_num_queries(1):
        Client().get(page.url)


def test_an_enterprise_and_a_course_are_shown_while_they_may_be_seen():
    firm = make_enterprise(short_name="净禾家政")
    taught = course(enterprise=firm, title="母婴护理十天班")
    of_firm, of_course = with_block("live_enterprise", enterprise=firm.pk), with_block("live_course", course=taught.pk)
    assert "净禾家政" in text_of(of_firm) and "母婴护理十天班" in text_of(of_course)
    suspend(firm, actor=SYSTEM, now=clock.now(), note="执照过期")
    drain_all()
    assert "净禾家政" not in text_of(of_firm) and "母婴护理十天班" not in text_of(of_course)
    reinstate(firm, actor=SYSTEM, now=clock.now())
    drain_all()
    assert "母婴护理十天班" in text_of(of_course)
    taught.unpublish()
    assert "母婴护理十天班" not in text_of(of_course)


def test_a_guidance_price_is_that_of_today():
    page = with_block("live_price", service="glass")
    first = text_of(page)
    make_guidance(code="glass", low=3100, high=7700)
    second = text_of(page)
    assert "31" in second and "77" in second and second != first


@pytest.mark.parametrize("kind", ["live_service", "live_enterprise", "live_course"])
def test_what_is_not_public_shows_nothing_to_readers_and_a_hint_to_editors(kind: str):
    firm = make_enterprise()
    chosen = {
        "live_service": {"listing": make_listing(enterprise=firm).pk},
        "live_enterprise": {"enterprise": firm.pk},
        "live_course": {"course": course(enterprise=firm).pk},
    }
    page = with_block(kind, **chosen[kind])
    suspend(firm, actor=SYSTEM, now=clock.now(), note="执照过期")
    drain_all()
    assert "现在不公开" not in text_of(page) and 'class="live"' not in text_of(page)
    client = Client()
    client.force_login(make_staff("publisher"))
    assert "现在不公开" in client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).content.decode()


def test_an_editor_sees_the_chosen_row_in_the_page_editor():
    row = make_listing(title="擦玻璃两面")
    client = Client()
    client.force_login(make_staff("publisher"))
    page = client.get(reverse("wagtailadmin_pages:edit", args=[with_block("live_service", listing=row.pk).pk])).content.decode()
    said = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), page)
    assert "选一项服务" in said and "选一家企业" in said and row.title in said


def test_choosers_offer_what_is_public_and_find_it_by_words():
    firm = make_enterprise(short_name="净禾家政")
    shown, hidden, wanted = make_listing(enterprise=firm, title="擦玻璃两面"), make_listing(state="pending", title="擦玻璃待审"), make_listing(side="request")
    client = Client()
    client.force_login(make_staff("editor"))
    found = client.get(reverse("listings_offer_chooser:choose_results"), {"q": "玻璃"}).content.decode()
    assert shown.title in found and hidden.title not in found and wanted.title not in found
    assert firm.legal_name in client.get(reverse("enterprises_chooser:choose"), {"q": "净禾"}).json()["html"]
    assert str(shown.pk) in client.get(reverse("listings_offer_chooser:chosen", args=[shown.pk])).content.decode()
    for name, query in (("choose", {"multiple": "1"}), ("choose_results", {"p": "x"}), ("chosen_multiple", {"id": "x"})):
        assert client.get(reverse(f"listings_offer_chooser:{name}"), query).status_code in (200, 404)
    assert client.get(reverse("listings_offer_chooser:chosen", args=["x"])).status_code == 404
    client.force_login(make_staff("accountant"))
    assert client.get(reverse("listings_offer_chooser:choose")).status_code == 403
