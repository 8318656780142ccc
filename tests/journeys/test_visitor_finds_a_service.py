"""A visitor looks for a 月嫂 in 朝阳区: from the front page by keyboard to the listing, on a wide screen and on a phone's width."""

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from tests.fixtures.browser import NARROW, WIDE
from tests.journeys.keyboard import Keyboard
from tests.marketplace.factories import category, district, make_enterprise, make_listing, unit

WANTED = "北京籍月嫂，带满月再走"


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_from_the_front_page_to_the_listing(browser_page: Page, viewport: dict):
    maternity, firm = category("月嫂"), make_enterprise()
    fields = {"category": maternity, "enterprise": firm, "unit": unit("元/月")}
    wanted = make_listing(title=WANTED, price_fen=1_280_000, **fields)
    make_listing(title="月嫂住家二十六天", district=district("海淀区"), price_fen=1_380_000, **fields)
    make_listing(title="擦玻璃，两小时起", enterprise=firm)
    call_command("search", "rebuild", json=True)
    page, keys = browser_page, Keyboard(browser_page)

    page.goto("/")
    keys.to("跳到正文")
    keys.write("要找什么服务", "月嫂")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="月嫂住家二十六天")).to_be_visible()
    expect(page.get_by_text("擦玻璃，两小时起")).to_have_count(0)

    if viewport == NARROW:
        keys.enter("筛选")
    keys.follow(r"朝阳区 ?\d+")
    assert "district=" in page.url
    expect(page.get_by_role("heading", name="月嫂住家二十六天")).to_have_count(0)
    keys.to("去掉条件：区 朝阳区")
    keys.follow(WANTED)
    expect(page).to_have_url(re.compile(rf"/listings/{wanted.pk}/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(WANTED)
    expect(page.get_by_text("12,800").first).to_be_visible()
    keys.to("留言咨询")
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert keys.unseen() == []
