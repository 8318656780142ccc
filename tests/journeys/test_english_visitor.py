"""A visitor who reads no Chinese: the switch, the front page, a search in English, a storefront, a service, and back to Chinese. No mouse.

On every page of the way nothing is Chinese but what people wrote themselves, which is marked as Chinese.
"""

import re
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from core.models import District
from marketplace.catalog.models import Category, ServiceType
from tests.cms.factories import article
from tests.fixtures.browser import NARROW, WIDE
from tests.journeys.keyboard import Keyboard
from tests.journeys.test_small_screens import wider
from tests.marketplace.factories import category, make_enterprise, make_listing
from tests.members.factories import make_user
from tests.services.site import Site
from tests.words import CATALOGUE, HAN, Shown, read_po

SHOP, SERVICE, TYPED = "净禾家政", "双层玻璃里外两面擦", "window cleaning in Chaoyang"


def chinese_words() -> set[str]:
    """What has an English word: fixed texts and the names of reference data. None of it may be left in Chinese."""
    fixed = {text for text in read_po(CATALOGUE / "django.po") if text and "%(" not in text}
    return fixed | {name for model in (Category, ServiceType, District) for name in model.objects.exclude(name_en="").values_list("name", flat=True)}


def is_english(page: Page, known: set[str]) -> None:
    """The language is said; what is Chinese is marked and is nobody's fixed word; links stay English; nothing scrolls sideways."""
    assert page.evaluate("document.documentElement.lang") == "en"
    assert not HAN.search(page.title().replace(SHOP, "").replace(SERVICE, "")), page.title()
    shown = Shown(page.content())
    left = [text for text in shown.plain if HAN.search(text)] + [text for text in shown.marked if text in known]
    # The switch says its own language.
    assert [text for text in left if text != "中文"] == [], page.url
    away = {path for path in (urlsplit(link).path for link in shown.links if link.startswith("/")) if not path.startswith("/en/")}
    chinese = urlsplit(page.url).path.removeprefix("/en")
    assert {path for path in away if path != chinese and not re.match("/(accounts|my|enterprise|go|q|static|media)/", path)} == set(), page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def switch(keys: Keyboard, name: str) -> None:
    """The same page in the other language."""
    keys.follow(name, role="link")


def search(keys: Keyboard, words: str) -> None:
    """Type into the box of the front page and press Enter."""
    keys.write("What are you looking for.*", words)
    with keys.page.expect_navigation(wait_until="load"):
        keys.page.keyboard.press("Enter")


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_from_the_switch_to_a_service_and_back_to_chinese(browser_page: Page, site: Site, viewport: dict):
    firm = make_enterprise(make_user(name="赵安"), short_name=SHOP)
    offer = make_listing(enterprise=firm, title=SERVICE, category=category("家庭保洁"), service_type=ServiceType.objects.get(code="glass"), price_fen=18000)
    make_listing(enterprise=firm, title="空调移机", category=category("空调维修"))
    article("供暖首周，暖气漏水报修涨了四成")
    call_command("search", "rebuild", json=True)
    page, keys, known = browser_page, Keyboard(browser_page), chinese_words()

    page.goto("/listings/?side=offer")
    switch(keys, "English")
    expect(page).to_have_url(f"{site.url}/en/listings/?side=offer")
    is_english(page, known)
    page.goto("/en/")
    is_english(page, known)

    search(keys, TYPED)
    expect(page).to_have_url(re.compile("/en/search/"))
    expect(page.get_by_label("What are you looking for").first).to_have_value(TYPED)
    expect(page.get_by_role("link", name="空调移机")).to_have_count(0)
    is_english(page, known)
    keys.follow(SERVICE, limit=250)
    expect(page.get_by_role("heading", level=1)).to_have_text(SERVICE)
    expect(page.locator("h1")).to_have_attribute("lang", "zh-Hans")
    expect(page.get_by_role("main")).to_contain_text("180 yuan/hour")
    is_english(page, known)

    keys.follow(SHOP)
    expect(page).to_have_url(f"{site.url}/en{firm.get_absolute_url()}")
    expect(page.get_by_role("heading", level=1)).to_have_text(SHOP)
    is_english(page, known)
    assert wider(page, ["/en/services/", "/en/news/", "/en/classroom/", "/en/jobs/", "/en/prices/"]) == []

    page.goto(f"/en{offer.get_absolute_url()}")
    switch(keys, "中文")
    expect(page).to_have_url(f"{site.url}{offer.get_absolute_url()}")
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    expect(page.get_by_role("main")).to_contain_text("元/小时")
    assert keys.unseen() == []
