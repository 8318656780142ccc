"""The English site: an address of its own for each page, no Chinese but people's own words, one language where people work."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from wagtail.models import Locale, Page, PageViewRestriction
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from core.content import bump
from core.english_pages import bare, dressed, whole
from core.models import District, StoredPage
from home.models import HomePage
from marketplace.catalog.models import Category
from tests.cms.bulletins.factories import make_bulletin
from tests.cms.factories import article, lesson, notice
from tests.cms.training.factories import course
from tests.marketplace.catalog.factories import make_landing
from tests.marketplace.catalog.test_landings import glass
from tests.marketplace.factories import make_enterprise, make_listing
from tests.marketplace.recruitment.factories import make_job
from tests.members.factories import make_staff, make_user
from tests.words import CATALOGUE as WORDS
from tests.words import HAN, Shown, read_po

pytestmark = pytest.mark.django_db
PLACES = ("/services/", "/services/cleaning/", "/listings/", "/enterprises/", "/outlets/", "/jobs/", "/prices/", "/search/", "/news/", "/news/government/")
MORE = ("/classroom/", "/feedback/", "/enquiries/new/", "/offline/", "/terms/", "/bulletins/", "/fragments/account/")


def shown(path: str, status: int = 200) -> Shown:
    """What a visitor without a log-in reads at an address."""
    answer = Client().get(path)
    assert answer.status_code == status, path
    return Shown(answer.content.decode())


def leftovers(page: Shown) -> list[str]:
    """Chinese that is not said to be Chinese, and marked Chinese that is no content: a fixed word or a name that has an English one."""
    fixed = {text for text in read_po(WORDS / "django.po") if text and "%(" not in text}
    names = set(Category.objects.values_list("name", flat=True)) | set(District.objects.values_list("name", flat=True))
    return [text for text in page.plain if HAN.search(text)] + [text for text in page.marked if text in fixed | names]


def test_an_english_visitor_walks_from_the_front_page_to_a_storefront() -> None:
    firm = make_enterprise(short_name="净禾家政")
    listing = make_listing(enterprise=firm, title="擦玻璃，两小时起")
    front = shown("/en/")
    assert "/en/services/cleaning/" in front.links
    category = shown("/en/services/cleaning/")
    board = shown("/en/listings/")
    assert "Cleaning" in category.plain
    assert f"/en/listings/{listing.pk}/" in board.links
    offer = shown(f"/en/listings/{listing.pk}/")
    assert "擦玻璃，两小时起" in offer.marked
    assert f"/en/enterprises/{firm.pk}/" in offer.links
    store = shown(f"/en/enterprises/{firm.pk}/")
    assert "净禾家政" in store.marked
    assert [leftovers(page) for page in (front, category, board, offer, store)] == [[], [], [], [], []]


@pytest.mark.parametrize("path", [*PLACES, *MORE])
def test_no_fixed_word_is_chinese(path: str) -> None:
    make_listing(enterprise=make_enterprise())
    make_job()
    article()
    page = shown(f"/en{path}")
    assert leftovers(page) == []
    assert len(page.plain) > (5 if path != "/fragments/account/" else 0)


@pytest.mark.parametrize("make", [article, lesson, notice, course, make_job])
def test_pages_of_content_have_english_around_it(make: Any) -> None:
    thing = make()
    path = thing.get_url() if isinstance(thing, Page) else thing.get_absolute_url()
    page = shown(f"/en{path}")
    assert leftovers(page) == []
    assert thing.title in " ".join(page.marked)


def test_notices_of_neighbours_are_read_in_english() -> None:
    notices = [make_bulletin(), make_bulletin(enterprise=make_enterprise()), make_bulletin(official=True, author=None, district=None, enterprise=None)]
    pages = [shown(row.get_absolute_url().replace("/bulletins", "/en/bulletins")) for row in notices]
    board = shown("/en/bulletins/?kind=activity&district=110105")
    assert [leftovers(page) for page in (board, *pages)] == [[]] * 4
    assert "Events in Chaoyang" in board.plain
    assert any(text.startswith(", valid until ") for text in pages[0].plain)


def test_when_help_is_wanted_is_said_in_english() -> None:
    row = make_listing(side="request", wanted_part="morning")
    page, board = shown(f"/en/listings/{row.pk}/"), shown("/en/listings/?side=request&category=cleaning&district=110105&part=morning")
    assert [leftovers(page), leftovers(board)] == [[], []]
    assert any(text.startswith("from ") and text.endswith(", Morning") for text in page.plain)


def test_the_page_of_a_service_is_read_in_english() -> None:
    make_landing()
    page = shown(f"/en{glass().get_absolute_url()}")
    assert leftovers(page) == []
    assert "Frequently asked questions" in page.plain


def test_a_report_is_written_in_english(client: Client) -> None:
    client.force_login(make_user())
    answer = client.post(f"/en/report/listing/{make_listing().pk}/", {"text": ""})
    page = Shown(answer.content.decode())
    assert leftovers(page) == []
    assert {"Report a problem (Listings)", "It is not true", "Choose a reason."} <= set(page.plain)


def test_an_address_that_is_not_there_is_not_there_in_english() -> None:
    page = shown("/en/nothing/", 404)
    assert "No such page · Youlin Home Services" in page.plain
    assert leftovers(page) == []


def test_links_stay_english_and_lead_to_one_language_where_there_is_one() -> None:
    page = shown("/en/listings/")
    outside = {link for link in page.links if link.startswith("/") and not link.startswith("/en/")}
    assert outside <= {"/listings/", *(link for link in outside if re.match(r"/(accounts|my|enterprise|go)/", link))}


def test_the_switch_leads_to_the_same_page() -> None:
    assert "/en/listings/?side=offer" in shown("/listings/?side=offer").links
    assert "/listings/?side=offer" in shown("/en/listings/?side=offer").links


def test_search_engines_are_told_of_both(client: Client) -> None:
    for path, canonical in (("/services/", "/services/"), ("/en/services/", "/en/services/")):
        text = client.get(path).content.decode()
        assert f'<link rel="canonical" href="http://testserver{canonical}">' in text
        assert '<link rel="alternate" hreflang="zh-Hans" href="http://testserver/services/">' in text
        assert '<link rel="alternate" hreflang="en" href="http://testserver/en/services/">' in text


def test_each_language_is_kept_apart(client: Client) -> None:
    """The second reading comes from stored bytes; the two never mix."""
    for path in ("/en/services/", "/services/", "/en/services/", "/services/"):
        text = client.get(path).content.decode()
        assert ('<html lang="en">' in text) is path.startswith("/en/")
    assert set(StoredPage.objects.values_list("path", flat=True)) >= {"/services/", "/en/services/"}
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/en/services/")
    assert len(queries) <= 2


@pytest.mark.parametrize("path", ["/my/", "/enterprise/", "/admin/", "/api/v1/listings/", "/accounts/login/"])
def test_work_places_have_one_language(client: Client, path: str) -> None:
    answer = client.get(f"/en{path}?a=1")
    assert (answer.status_code, answer["Location"]) == (302, f"{path}?a=1")


@pytest.mark.parametrize("path", ["/en", "/en//evil.example/", "/en/en/listings/"])
def test_odd_addresses_never_leave_the_site(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert not answer["Location"].startswith("//")


def test_a_form_is_sent_and_answered_in_english(client: Client) -> None:
    sent = client.post("/en/feedback/", {"kind": "suggestion", "text": "Please show opening hours."})
    if sent.status_code == 200:
        kinds = re.findall(r'name="kind"[^>]*value="(\w+)"', sent.content.decode())
        sent = client.post("/en/feedback/", {"kind": kinds[0], "text": "Please show opening hours."})
    assert sent.status_code == 302
    assert sent["Location"].startswith("/en/feedback/")
    answer = client.get(sent["Location"])
    assert "Received, number" in answer.content.decode()
    assert leftovers(Shown(answer.content.decode())) == []


def test_a_name_that_staff_change_is_shown_at_once(client: Client) -> None:
    from_admin = make_staff("administrator")
    client.force_login(from_admin)
    row = District.objects.get(code="110105")
    edit = reverse("marketplace_catalog_districts:edit", args=[row.pk])
    form = client.get(edit).context["form"]
    data = {name: form.initial.get(name, "") for name in form.fields} | {"name_en": "Chaoyang Test", "active": "on"}
    assert client.post(edit, data).status_code == 302
    assert "Chaoyang Test" in " ".join(shown("/en/listings/").plain)
    assert all("Chaoyang" not in text for text in shown("/listings/").plain)


def test_what_staff_call_a_thing_in_english_is_never_markup(client: Client) -> None:
    Category.objects.filter(code="cleaning").update(name_en='<img src="x" onerror="alert(1)">Cleaning & more')
    bump("catalog")
    page = article("擦窗先擦哪一面")
    translated(page, {"擦窗先擦哪一面": "<b id=evil>Which side first</b>"})
    for path in ("/en/", "/en/services/", "/en/services/cleaning/", "/en/news/industry/", page.get_url()):
        text = client.get(path).content.decode()
        assert 'onerror="alert' not in text and "<b id=evil>" not in text, path
    assert "Cleaning &amp; more" in client.get("/en/services/").content.decode()


def translated(page: Page, words: dict[str, str]) -> Page:
    """What an editor does in the admin: translate the strings and publish."""
    source, _ = TranslationSource.update_or_create_from_instance(page)
    work = Translation.objects.create(source=source, target_locale=Locale.objects.get(language_code="en"))
    for segment in StringSegment.objects.filter(source=source).select_related("string"):
        if english := words.get(segment.string.data):
            StringTranslation.objects.create(
                translation_of=segment.string, locale=work.target_locale, context=segment.context, data=english, translation_type="manual"
            )
    with TestCase.captureOnCommitCallbacks(execute=True):
        work.save_target(publish=True)
    return page.get_translations().get().specific


def test_a_translation_takes_the_place_of_the_chinese_page_under_en_only(client: Client) -> None:
    page = article("双层玻璃怎么擦")
    url = page.get_url()
    assert "双层玻璃怎么擦" in shown(f"/en{url}").marked
    copy = translated(page, {"双层玻璃怎么擦": "How to clean double glazing", "先干后湿，一个方向收水。": "First dry, then wet."})
    assert copy.get_url() == f"/en{url}"
    assert "How to clean double glazing" in shown(f"/en{url}").plain
    assert "双层玻璃怎么擦" in Shown(client.get(url).content.decode()).marked


def test_lists_say_the_english_title_and_never_show_a_page_twice(client: Client) -> None:
    page = article("双层玻璃怎么擦")
    other = article("油烟机多久拆洗一次")
    translated(page, {"双层玻璃怎么擦": "How to clean double glazing"})
    english, chinese = shown("/en/news/industry/"), client.get("/news/industry/").content.decode()
    assert "How to clean double glazing" in english.plain
    assert other.title in english.marked
    assert chinese.count("双层玻璃怎么擦") and "How to clean" not in chinese
    assert HomePage.objects.count() == 2
    assert client.get("/sitemap-pages.xml").content.decode().count(page.slug) == 1


def test_what_is_closed_or_gone_in_chinese_is_so_in_english(client: Client) -> None:
    page = article("陪诊的人在做什么")
    english = translated(page, {"title": "What a hospital companion does"})
    path = english.get_url()
    assert client.get(path).status_code == 200
    restriction = PageViewRestriction.objects.create(page=page.get_parent(), restriction_type=PageViewRestriction.LOGIN)
    assert client.get(path).status_code == 302, "the section of the original is closed"
    restriction.delete()
    assert client.get(path).status_code == 200
    page.unpublish()
    assert client.get(path).status_code == 404


def test_who_edits_the_chinese_tree_edits_the_english_one(client: Client) -> None:
    page = article("双层玻璃怎么擦")
    copy = translated(page, {"双层玻璃怎么擦": "How to clean double glazing"})
    client.force_login(make_staff("publisher"))
    assert client.get(reverse("wagtailadmin_pages:edit", args=[copy.pk])).status_code == 200
    assert client.get(reverse("wagtail_localize:submit_page_translation", args=[article().pk])).status_code == 200


def test_the_last_hand_marks_and_never_halves_a_sentence() -> None:
    said = {"朝阳区": "Chaoyang", "保洁": "Cleaning", "元/次": "yuan/visit"}

    def look(words: str) -> str:
        return said.get(words, words)

    assert dressed("<p>朝阳区 · 保洁</p>", look) == "<p>Chaoyang · Cleaning</p>"
    assert dressed("<p>朝阳区、保洁</p>", look) == "<p>Chaoyang, Cleaning</p>"
    assert dressed("<p>保洁，两小时起</p>", look) == '<p lang="zh-Hans">保洁，两小时起</p>'
    assert dressed("<b>150–260 元/次</b>", look) == "<b>150–260 yuan/visit</b>"
    assert dressed("<p>By 王姐 <i>x</i></p>", look) == '<p>By <span lang="zh-Hans">王姐</span> <i>x</i></p>'
    assert dressed('<img alt="王姐"><script>var a="王"</script>', look) == '<img lang="zh-Hans" alt="王姐"><script>var a="王"</script>'
    assert dressed('<a href="/jobs/">x</a><a href="/my/">y</a><a href="//e.example/">z</a>', look) == (
        '<a href="/en/jobs/">x</a><a href="/my/">y</a><a href="//e.example/">z</a>'
    )


def test_addresses_with_and_without_the_prefix() -> None:
    assert [whole(path) for path in ("/", "/jobs/", "/en/jobs/", "/api/v1/", "http://a/")] == ["/en/", "/en/jobs/", "/en/jobs/", "/api/v1/", "http://a/"]
    assert [bare(path) for path in ("/en/", "/en/jobs/", "/english/")] == ["/", "/jobs/", "/english/"]


def test_nothing_of_the_english_request_stays_behind(client: Client) -> None:
    client.get("/en/services/")
    assert translation.get_language() == settings.LANGUAGE_CODE
    assert "全部服务" in client.get("/services/").content.decode()
