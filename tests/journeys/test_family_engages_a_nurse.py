"""A family engages a 月嫂: somebody comes to see first, the contract is signed by both, she is tried and kept. In two browsers, on a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from core import clock
from marketplace.engagements.models import Engagement
from tests.fixtures.browser import NARROW
from tests.journeys.keyboard import Keyboard
from tests.journeys.people import log_in, second_browser
from tests.marketplace.bookings.factories import make_worker
from tests.marketplace.engagements.factories import days_from_now, make_long_offer
from tests.members.factories import make_user
from tests.services.site import Site


def fits(page: Page) -> bool:
    """Whether nothing runs out of the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def asks(page: Page, listing: int) -> Engagement:
    """From the offer, with the day on which the child is due."""
    page.goto(f"/listings/{listing}/")
    page.locator(f"a[href='/listings/{listing}/engage/']:visible").first.click()
    page.get_by_label("预产期，或者从哪天起").fill(str(days_from_now(2)))
    page.get_by_label("门牌号").fill("望京西园四区 12 号楼 3 单元 501")
    page.get_by_label("怎么称呼").fill("陈女士")
    page.get_by_label("手机号").fill("13800000102")
    page.get_by_label("家里的情况").fill("头胎，想母乳，家里有只猫。")
    assert fits(page)
    page.get_by_role("button", name="发出去，等人选").click()
    expect(page.get_by_role("heading", name="正在找人")).to_be_visible()
    return Engagement.objects.get()


def is_assessed(family: Page, owner: Page, row: Engagement) -> None:
    """Somebody comes to see, answers the questions of the category, and says what he thinks."""
    at = timezone.localtime(clock.now() + timedelta(days=2)).replace(hour=10, minute=0)
    family.get_by_text("先请人上门看看").click()
    family.get_by_label("什么时候方便").fill(f"{at:%Y-%m-%dT%H:%M}")
    family.get_by_role("button", name="约上门评估").click()
    owner.goto(f"/enterprise/engagements/{row.number}/")
    owner.get_by_role("link", name="看评估").click()
    owner.get_by_label("赵姐").check()
    owner.get_by_role("button", name="约好").click()
    owner.get_by_label("怎么生").select_option("剖宫产")
    owner.get_by_label("打算怎么喂").select_option("母乳")
    owner.get_by_label("几个宝宝").fill("1")
    owner.get_by_label("阿姨睡哪儿").fill("书房有单人床")
    owner.get_by_label("家里有没有宠物").select_option("有")
    owner.get_by_label("结论").fill("适合请一位带过剖宫产的。")
    assert fits(owner)
    owner.get_by_role("button", name="交评估结果").click()
    expect(owner.get_by_text("适合请一位带过剖宫产的。").first).to_be_visible()


def signs(page: Page) -> None:
    """Read the contract and sign it."""
    page.get_by_role("link", name="读合同，签字").click()
    expect(page.get_by_role("heading", name="服务合同")).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="我读过了，签字").click()


@pytest.mark.parametrize("viewport", [NARROW], ids=["narrow"])
def test_with_assessment_contract_and_trial(browser_page: Page, browser: Browser, site: Site, viewport: dict):
    family, offer = make_user(name="陈女士"), make_long_offer(people=2)
    make_worker(enterprise=offer.enterprise, skills=(), called="赵姐")
    page = browser_page
    log_in(Keyboard(page), "/my/engagements/", family.phone)
    expect(page.get_by_text("还没有请过人")).to_be_visible()
    row = asks(page, offer.pk)
    with second_browser(browser, page, site) as desk:
        log_in(desk, f"/enterprise/engagements/{row.number}/", offer.enterprise.applicant.phone)
        owner = desk.page
        is_assessed(page, owner, row)
        for _ in range(2):
            owner.goto(f"/enterprise/engagements/{row.number}/")
            owner.locator("input[name=worker]:enabled").first.check()
            owner.get_by_label("一期的价（元）").fill("15600")
            owner.get_by_role("button", name="提给家里").click()

        page.goto(f"/my/engagements/{row.number}/")
        expect(page.get_by_role("heading", name="2 位可以来")).to_be_visible()
        expect(page.get_by_text("居民身份证").first).to_be_visible()
        assert fits(page)
        page.get_by_role("button", name="看价格").first.click()
        expect(page.get_by_role("heading", name="一共多少钱")).to_be_visible()
        page.get_by_role("button", name="接受 15,600.00 元").click()
        signs(page)
        owner.goto(f"/enterprise/engagements/{row.number}/")
        signs(owner)
        expect(owner.get_by_text("网上点的")).to_have_count(2)

        page.goto(f"/my/engagements/{row.number}/")
        code = page.get_by_role("img", name="上岗码").get_attribute("aria-label").removeprefix("上岗码 ").replace(" ", "")
        owner.goto(f"/enterprise/engagements/{row.number}/")
        owner.get_by_role("textbox", name="上岗码").fill(code)
        owner.get_by_role("button", name="上岗").click()
        expect(owner.get_by_role("heading", name="正在试用")).to_be_visible()
        assert fits(owner)
    page.goto(f"/my/engagements/{row.number}/")
    page.get_by_role("button", name="满意，留下").click()
    expect(page.get_by_role("heading", name="正在服务")).to_be_visible()
    page.get_by_role("link", name="提前结束").click()
    expect(page.get_by_role("heading", name="要付")).to_be_visible()
    assert fits(page)
    row.refresh_from_db()
    assert (row.state, row.total_fen) == ("active", 1_560_000)
