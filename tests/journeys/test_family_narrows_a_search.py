"""A family types `yues`, narrows what is found, compares two offers and keeps the search. Without a mouse; and by form alone without JavaScript."""

import re
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect

from members.models import User
from search.models import SavedSearch
from tests.fixtures.browser import NARROW, WIDE
from tests.journeys.keyboard import Keyboard
from tests.marketplace.factories import category, district, make_enterprise, make_listing, unit
from tests.members.factories import PASSWORD, make_user
from tests.services.site import Site

NEAR, CHEAP, FAR = "北京籍月嫂，带满月再走", "月嫂白班，做月子餐", "海淀双胞胎月嫂"
SIZES = pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])


@pytest.fixture
def family(site: Site) -> User:
    """A family, and three offers that it may find."""
    firm, maternity = make_enterprise(), category("月嫂")
    for title, price, place in ((NEAR, 1_280_000, "朝阳区"), (CHEAP, 980_000, "朝阳区"), (FAR, 1_580_000, "海淀区")):
        make_listing(title=title, category=maternity, enterprise=firm, unit=unit("元/月"), price_fen=price, district=district(place))
    make_listing(title="擦玻璃，两小时起", enterprise=firm)
    call_command("search", "rebuild", json=True)
    return make_user(name="王女士")


@pytest.fixture
def plain_page(site: Site, viewport: dict[str, int], browser: Browser) -> Iterator[Page]:
    """A browser that runs no script."""
    context = browser.new_context(base_url=site.url, locale="zh-CN", timezone_id="Asia/Shanghai", viewport=viewport, java_script_enabled=False)
    yield context.new_page()
    context.close()


def narrow_down(keys: Keyboard) -> None:
    """Choose a district, see less; take the condition away, see all again."""
    page = keys.page
    expect(page.locator("[data-result^='listing:']")).to_have_count(3)
    if page.viewport_size == NARROW:
        keys.enter("筛选")
    keys.follow(r"朝阳区 ?2")
    expect(page.locator("[data-result^='listing:']")).to_have_count(2)
    expect(page.get_by_role("link", name=FAR)).to_have_count(0)
    keys.follow("去掉条件：区 朝阳区")
    assert "district" not in page.url
    expect(page.locator("[data-result^='listing:']")).to_have_count(3)


def compare_two(keys: Keyboard) -> None:
    """Tick two offers and see them side by side, then go back to the results."""
    page = keys.page
    for title in sorted((NEAR, FAR), key=page.locator("[data-result] h3").all_inner_texts().index):
        keys.tick(f"对比{title}", limit=250)
    keys.follow("对比", role="button", limit=250)
    expect(page.get_by_role("heading", level=1)).to_have_text("2 条放在一起看")
    expect(page.get_by_role("columnheader").get_by_role("link", name=re.compile(f"^({NEAR}|{FAR})$"))).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.go_back()


def keep(keys: Keyboard, user: User, conditions: str) -> None:
    """Save the search; one is asked to log in on the way."""
    page = keys.page
    keys.follow("保存这次搜索", limit=250)
    keys.write("手机号或登录名", user.phone)
    keys.write("密码", PASSWORD)
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text(conditions)
    keys.follow("保存")
    expect(page.get_by_role("main")).to_contain_text("有新的会提醒")
    assert SavedSearch.objects.get().user_id == user.pk
    keys.follow(re.escape(SavedSearch.objects.get().name))
    expect(page.locator("[data-result^='listing:']")).to_have_count(3)


@SIZES
def test_from_four_letters_to_a_kept_search(browser_page: Page, family: User, viewport: dict[str, int]):
    page, keys = browser_page, Keyboard(browser_page)
    page.goto("/")
    keys.write("要找什么服务", "yues")
    expect(page.get_by_role("option").first).to_contain_text("月嫂")
    page.keyboard.press("ArrowDown")
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("月嫂")
    keys.follow("按区和价钱筛选")
    narrow_down(keys)
    compare_two(keys)
    keep(keys, family, "月嫂")

    page.goto("/")
    keys.to("要找什么服务")
    again = page.get_by_role("listbox", name="最近找过").get_by_role("option")
    expect(again).to_have_text(["月嫂"])
    page.keyboard.press("ArrowDown")
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("Enter")
    expect(page.locator("[data-result^='listing:']")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert keys.unseen() == []


@SIZES
def test_the_same_by_form_without_javascript(plain_page: Page, family: User, viewport: dict[str, int]):
    page, keys = plain_page, Keyboard(plain_page)
    page.goto("/")
    keys.write("要找什么服务", "yuesao")
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("Enter")
    narrow_down(keys)
    compare_two(keys)
    keep(keys, family, "yuesao")
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert keys.unseen() == []
