"""An editor writes an article in the admin, a publisher approves it: two people, two browsers, no mouse.

Within two seconds of the approval it is on the section page, on the front page and in search.
"""

import pytest
from playwright.sync_api import Browser, Page, expect

from cms.articles.models import ArticlePage
from tests.cms.factories import article, section
from tests.fixtures.browser import NARROW, WIDE
from tests.journeys.keyboard import Keyboard
from tests.journeys.people import follows, found, get, log_in, second_browser
from tests.members.factories import make_staff
from tests.services.site import Site
from tests.waiting import poll

TITLE, INTRO = "立冬以后，老人洗澡先看这三样", "水温、地面、有没有人在门外。"
KNOWN = "北京金牌月嫂怎么选"


def open_the_actions(keys: Keyboard) -> None:
    """The calendar that opens by itself on the way would cover the buttons: Esc puts it away."""
    keys.to("发布时间", role="textbox")
    keys.page.keyboard.press("Escape")
    keys.enter("更多动作")


def write_and_hand_in(keys: Keyboard) -> None:
    """From the section's page in the admin to the hand-in."""
    keys.page.goto(f"/admin/pages/{section('society').pk}/")
    keys.follow("添加子页面")
    keys.write(r"标题 ?\*", TITLE, role="textbox")
    keys.write(r"导语 ?\*", INTRO, role="textbox")
    keys.enter("插入内容块")
    keys.write("搜索项…", "段落", role="combobox")
    keys.page.keyboard.press("Enter")
    expect(keys.page.locator(".public-DraftEditor-content")).to_be_focused()
    keys.page.keyboard.type("先放水，再试温；手背不烫，老人就不烫。")
    open_the_actions(keys)
    keys.follow("提交给内容审核")
    expect(keys.page.get_by_text(TITLE).first).to_be_visible()


def approve(keys: Keyboard) -> float:
    """From the publisher's list of what waits to the approval; returns the moment when the site had answered."""
    keys.follow(TITLE)
    open_the_actions(keys)
    return keys.follow("批准并发布")


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_written_approved_and_everywhere_within_two_seconds(browser_page: Page, browser: Browser, site: Site, viewport: dict):
    editor, publisher = make_staff("editor", name="刘思远"), make_staff("publisher", name="高洁")
    article(KNOWN)
    keys = Keyboard(browser_page)
    log_in(keys, "/admin/", editor.phone)
    write_and_hand_in(keys)
    page = ArticlePage.objects.get(title=TITLE)
    assert not page.live
    assert get(site, page.get_url())[0] == 404

    with second_browser(browser, browser_page, site) as hers:
        log_in(hers, "/admin/", publisher.phone)
        since = approve(hers)
    print(f"{viewport['width']} px, seconds after the approval:")
    follows(since, "on the section page", lambda: TITLE in get(site, "/news/society/")[1])
    follows(since, "on the front page", lambda: TITLE in get(site, "/")[1])
    follows(since, "in search", lambda: page.get_url() in found(site, "老人洗澡"))
    assert get(site, page.get_url())[0] == 200


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_search_of_the_admin_finds_chinese(browser_page: Page, site: Site, viewport: dict):
    editor = make_staff("editor", name="刘思远")
    article(KNOWN)
    article("供暖首周，暖气漏水报修涨了四成")
    keys = Keyboard(browser_page)
    log_in(keys, "/admin/", editor.phone)
    keys.write("搜索条件", "月嫂")
    with browser_page.expect_navigation():
        browser_page.keyboard.press("Enter")
    poll(lambda: browser_page.get_by_role("link", name=KNOWN).count(), timeout=5)
    assert browser_page.get_by_role("link", name="供暖首周，暖气漏水报修涨了四成").count() == 0
    keys.follow(KNOWN)
    expect(browser_page.locator("#id_title")).to_have_value(KNOWN)
