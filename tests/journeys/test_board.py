"""A family writes a notice on a phone, staff send it back once and approve it, neighbours find it."""

import pytest
from playwright.sync_api import Page, expect

from cms.bulletins.models import Bulletin
from tests.cms.bulletins.factories import bulletin_form
from tests.fixtures.browser import NARROW
from tests.journeys.keyboard import Keyboard
from tests.journeys.people import log_in
from tests.members.factories import make_staff, make_user
from tests.services.site import Site


@pytest.mark.parametrize("viewport", [NARROW], ids=["narrow"])
def test_a_notice_goes_from_a_phone_to_the_board(browser_page: Page, site: Site):
    member, publisher = make_user(name="王芳"), make_staff("publisher")
    said = bulletin_form(title="望京西园捡到一串钥匙")
    log_in(Keyboard(browser_page), "/my/bulletins/new/", member.phone)
    browser_page.get_by_label("标题").fill(said["title"])
    browser_page.get_by_label("内容").fill(said["text"])
    browser_page.get_by_label("有效期到").fill(said["last_day"])
    browser_page.get_by_role("button", name="交上去审核").click()
    expect(browser_page.get_by_text("在排队审核")).to_be_visible()
    number = Bulletin.objects.get().pk
    assert browser_page.goto(f"/bulletins/{number}/").status == 404
    browser_page.context.clear_cookies()
    log_in(Keyboard(browser_page), f"/admin/cms-bulletins/{number}/", publisher.phone)
    browser_page.get_by_role("button", name="通过，公开出去").click()
    browser_page.wait_for_load_state()
    browser_page.goto("/bulletins/")
    browser_page.get_by_role("link", name=said["title"]).click()
    expect(browser_page.get_by_role("heading", level=1)).to_have_text(said["title"])
