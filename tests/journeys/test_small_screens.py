"""At 390 px: no screen of the account or of the back office scrolls sideways, and no calendar lies over the buttons of the page editor."""

import pytest
from playwright.sync_api import Page, expect

from core import clock
from marketplace.bookings.services import open_feed, say
from tests.cms.factories import article
from tests.fixtures.browser import NARROW
from tests.journeys.keyboard import Keyboard
from tests.journeys.people import log_in
from tests.marketplace.bookings.factories import customer_of, make_order, owner_of, worker_of
from tests.marketplace.factories import category, make_application, make_enquiry, make_enterprise, make_listing
from tests.members.factories import make_staff, make_user
from tests.services.site import Site

pytestmark = pytest.mark.parametrize("viewport", [NARROW], ids=["narrow"])
# What is wider than the window, and whatever scrolls sideways that is no table and none of Wagtail's own rows of buttons.
WIDER = """() => {
  const found = document.documentElement.scrollWidth > innerWidth ? ['the page ' + document.documentElement.scrollWidth] : [];
  const may = '.tbl-wrap, .staff-scroll, .w-overflow-x-auto, [data-w-breadcrumbs], textarea, input, select, table, .g-scroll';
  for (const one of document.querySelectorAll('body *')) {
    const flow = getComputedStyle(one).overflowX;
    if (one.clientWidth && one.scrollWidth > one.clientWidth + 1 && (flow === 'auto' || flow === 'scroll') && !one.matches(may))
      found.push(one.tagName + '.' + one.className + ' ' + one.scrollWidth);
  }
  for (const one of document.querySelectorAll('select, .staff-form input, .staff-form button'))
    if (one.getBoundingClientRect().width > innerWidth) found.push(one.tagName + ' ' + (one.name || one.innerText));
  return found;
}"""
OPEN = "[...document.querySelectorAll('.xdsoft_datetimepicker')].filter((one) => getComputedStyle(one).display !== 'none').length"

LATER = "new Promise((done) => setTimeout(done, 400))"


def wider(page: Page, paths: list[str]) -> list[str]:
    """Which of these pages scroll sideways."""
    found = []
    for path in paths:
        answer = page.goto(path)
        assert answer is not None and answer.status == 200, path
        found += [f"{path}: {what}" for what in page.evaluate(WIDER)]
    return found


def test_ones_own_pages_stay_within_the_window(browser_page: Page, site: Site):
    member = make_user(name="周先生")
    listing = make_listing(author=member, title="找一位白班保姆", side="request")
    make_enquiry(listing=make_listing(enterprise=make_enterprise(make_user(name="赵安"))), asker=member)
    log_in(Keyboard(browser_page), "/my/", member.phone)
    paths = ["/my/", "/my/profile/", "/my/security/", "/my/consents/", "/my/data/", "/my/notices/", "/my/listings/", "/my/enquiries/"]
    paths += [f"/my/listings/{listing.pk}/", "/my/listings/new/?side=request", "/enterprise/apply/", "/accounts/2fa/", "/accounts/sessions/"]
    assert wider(browser_page, paths) == []


def test_the_pages_of_an_order_stay_within_the_window(browser_page: Page, site: Site):
    order = make_order(customer=make_user(name="周先生"))
    for actor, text in ((customer_of(order), "门口有条小狗，不咬人。"), (worker_of(order), "好" * 150), (owner_of(order), "w" * 300)):
        say(order, text=text, actor=actor, now=clock.now())
    open_feed(actor=customer_of(order), now=clock.now())
    log_in(Keyboard(browser_page), "/my/orders/", order.customer.phone)
    paths = ["/my/orders/", "/my/calendar/", *(f"/my/orders/{order.number}/{tail}" for tail in ("", "messages/", "cancelling/", "moving/"))]
    assert wider(browser_page, paths) == []


def test_the_back_office_stays_within_the_window(browser_page: Page, site: Site):
    leader, waiting = make_staff("leader", name="韩志刚"), make_application()
    article("供暖首周，暖气漏水报修涨了四成")
    log_in(Keyboard(browser_page), "/admin/", leader.phone)
    paths = ["/admin/", "/admin/marketplace-enterprises/", f"/admin/marketplace-enterprises/{waiting.pk}/", "/admin/marketplace-listings/"]
    paths += ["/admin/marketplace-catalog-categories/", f"/admin/marketplace-catalog-categories/{category('保姆').pk}/merge/"]
    assert wider(browser_page, paths) == []


def test_the_calendar_opens_when_asked_and_not_on_the_way(browser_page: Page, site: Site):
    editor, page = make_staff("editor", name="刘思远"), article("供暖首周，暖气漏水报修涨了四成")
    keys = Keyboard(browser_page)
    log_in(keys, f"/admin/pages/{page.pk}/edit/", editor.phone)
    date = browser_page.locator("#id_published_at")
    expect(date).to_be_visible()
    date.focus()
    browser_page.keyboard.press("Tab")  # faster than the 100 ms after which the calendar would come
    browser_page.evaluate(LATER)
    assert browser_page.evaluate(OPEN) == 0
    browser_page.keyboard.press("Shift+Tab")
    expect(date).to_be_focused()
    browser_page.evaluate(LATER)
    assert browser_page.evaluate(OPEN) == 0
    browser_page.keyboard.press("ArrowDown")
    assert browser_page.evaluate(OPEN) == 1
    browser_page.keyboard.press("Escape")
    assert browser_page.evaluate(OPEN) == 0
    date.click()
    assert browser_page.evaluate(OPEN) == 1
    browser_page.keyboard.press("Tab")
    assert browser_page.evaluate(OPEN) == 0
