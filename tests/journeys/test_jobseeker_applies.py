"""A jobseeker finds a job by its trade and applies; the enterprise sees what is missing, calls; by keyboard on both widths, without grave faults (axe)."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.cms.pages.factories import brochure, partner_page
from tests.fixtures.browser import NARROW, WIDE
from tests.journeys.keyboard import Keyboard
from tests.journeys.people import log_in, second_browser
from tests.marketplace.factories import category, make_enterprise
from tests.marketplace.recruitment.factories import make_job
from tests.members.factories import make_user
from tests.services.site import Site

GRAVE = {"serious", "critical"}


def check_page(page: Page) -> None:
    """Nothing grave stands in the way, nothing scrolls sideways. In a window of its own, with the same log-in: axe writes styles that the policy refuses."""
    context = page.context.browser.new_context(storage_state=page.context.storage_state(), locale="zh-CN", viewport=page.viewport_size, service_workers="block")
    mirror = context.new_page()
    mirror.goto(page.url, wait_until="load")
    found = Axe().run(mirror).response["violations"]
    wide = mirror.evaluate("document.documentElement.scrollWidth")
    context.close()
    grave = [f"{page.url}: {one['id']} {node['html'][:120]}" for one in found if one["impact"] in GRAVE for node in one["nodes"]]
    assert not grave, "\n".join(grave)
    assert wide <= page.viewport_size["width"], page.url


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_from_the_list_to_the_call(browser: Browser, browser_page: Page, site: Site, viewport: dict):
    owner, seeker = make_user(name="赵安"), make_user(name="李秀英")
    firm = make_enterprise(owner)
    wanted = make_job(enterprise=firm, category=category("月嫂"), title="金牌月嫂", kind="live_in", certificates=("maternity-matron",))
    make_job(enterprise=firm, title="日常保洁员")
    page, keys = browser_page, Keyboard(browser_page)

    page.goto("/jobs/")
    check_page(page)
    keys.choose("用工方式", "住家")
    keys.follow("看结果")
    expect(page.get_by_role("heading", name="日常保洁员")).to_have_count(0)
    keys.follow("金牌月嫂")
    expect(page).to_have_url(re.compile(rf"/jobs/{wanted.pk}/$"))
    check_page(page)
    log_in(keys, f"/jobs/{wanted.pk}/apply/", seeker.phone)
    keys.write("姓名", "李秀英")
    keys.write("做过几年", "3")
    keys.tick("家政服务员证")
    keys.tick("同意把姓名.*")
    check_page(page)
    keys.follow("投出应聘")
    expect(page.get_by_text("投出去了。对方看过")).to_be_visible()
    expect(page.get_by_text("没有母婴护理员证（月嫂证）")).to_be_visible()
    check_page(page)

    with second_browser(browser, page, site) as other:
        log_in(other, f"/enterprise/jobs/{wanted.pk}/applications/", owner.phone)
        expect(other.page.get_by_text("没有母婴护理员证（月嫂证）")).to_be_visible()
        expect(other.page.get_by_text(seeker.phone)).to_have_count(0)
        check_page(other.page)
        other.follow("联系，看号码")
        expect(other.page.get_by_text(seeker.phone)).to_be_visible()
        for path in ("/enterprise/jobs/", "/enterprise/jobs/new/", f"/enterprise/jobs/{wanted.pk}/"):
            other.page.goto(path)
            check_page(other.page)
        assert other.unseen() == []
    page.goto("/my/applications/")
    expect(page.get_by_text("已联系")).to_be_visible()
    assert keys.unseen() == []


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_pages_of_labour_export_stand_in_nobodys_way(browser_page: Page, site: Site, viewport: dict):
    firm = make_enterprise()
    make_job(enterprise=firm)
    partner, member = partner_page(receivers=(firm,)), make_user()
    for path in ("/labour/", partner.url, brochure().url):
        browser_page.goto(path)
        check_page(browser_page)
    log_in(Keyboard(browser_page), f"/labour-partners/{partner.pk}/sign-up/", member.phone)
    check_page(browser_page)
    assert browser_page.locator("main form[method=post]").count() == 1
