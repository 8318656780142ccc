"""The search box in a real browser: typing, choosing by keyboard, and the same by form without JavaScript."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.fixtures.browser import NARROW, WIDE
from tests.services.site import Site


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_suggestion_is_chosen_by_keyboard(browser_page: Page) -> None:
    browser_page.goto("/search/")
    box = browser_page.get_by_role("combobox", name="要找什么服务").first
    box.focus()
    browser_page.keyboard.type("yues")
    options = browser_page.get_by_role("option")
    expect(options.first).to_contain_text("月嫂")
    browser_page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", re.compile("suggestions-"))
    browser_page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("yues")  # only the list goes; a second Esc empties the box
    browser_page.keyboard.type("a")
    expect(options.first).to_contain_text("月嫂")
    browser_page.keyboard.press("ArrowDown")
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url(re.compile("/services/"))
    assert browser_page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_without_javascript_the_form_searches(site: Site, browser: Browser) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/search/")
    page.fill("main input[name=q]", "月嫂")
    page.click("main form[role=search] button")
    assert "q=" in page.url
    expect(page.locator("h1").first).to_contain_text("月嫂")
    context.close()
