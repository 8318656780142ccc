"""A family books cleaning every week on a phone, skips one, changes those that follow, pauses; and uses a visit of its package."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from marketplace.series.models import PackagePass, Series
from tests.fixtures.browser import NARROW
from tests.journeys.keyboard import Keyboard
from tests.journeys.people import log_in
from tests.marketplace.series.factories import fates, make_package, make_regular_offer
from tests.members.factories import make_user
from tests.services.site import Site


def fits(page: Page) -> bool:
    """Whether nothing runs out of the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def books_every_week(page: Page, listing: int) -> Series:
    """From the offer, in three screens."""
    page.goto(f"/listings/{listing}/")
    page.locator(f"a[href='/listings/{listing}/book/']:visible").first.click()
    page.get_by_role("link", name="定期", exact=True).click()
    expect(page.get_by_role("heading", name="多久来一次")).to_be_visible()
    assert fits(page)
    page.get_by_label("几点到").select_option("10:00")
    page.get_by_label("做多久").select_option("120")
    page.get_by_label("一共几次").fill("4")
    page.get_by_role("button", name="先看看是哪几天").click()
    expect(page.get_by_role("heading", name="一共 4 次")).to_be_visible()
    page.get_by_role("button", name="下一步，填地址").click()
    page.get_by_label("门牌号").fill("望京西园四区 12 号楼 3 单元 501")
    page.get_by_label("怎么称呼").fill("陈女士")
    page.get_by_label("手机号").fill("13800000102")
    assert fits(page)
    page.get_by_role("button", name="看每一次的价格").click()
    expect(page.get_by_role("heading", name="看价格，确认")).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name=re.compile("接受 480.00 元")).click()
    expect(page.get_by_text("定好了，近的几次已经排上。")).to_be_visible()
    assert fits(page)
    return Series.objects.get()


def opens(page: Page, row: Series, place: int) -> None:
    """One of the dates that still come."""
    page.goto(f"/my/series/{row.number}/")
    page.locator(f"a[href='/my/series/{row.number}/visits/{place}/']").click()


def changes_its_mind(page: Page, row: Series) -> None:
    """Skip the first, the afternoon from the second on, nobody while away."""
    opens(page, row, 1)
    expect(page.get_by_text("现在跳过不收钱")).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="跳过这一次").click()
    expect(page.get_by_text("这一次跳过了")).to_be_visible()
    opens(page, row, 2)
    page.get_by_role("link", name="从这一次起都改").click()
    page.get_by_label("几点").select_option("15:00")
    page.get_by_role("button", name="看看排不排得上").click()
    expect(page.get_by_role("heading", name="改成这样")).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="都改过去").click()
    expect(page.get_by_text("都改好了。")).to_be_visible()
    page.get_by_role("link", name="暂停一段").click()
    last = row.visits.get(position=4).planned_on
    page.get_by_label("从哪天起不来").fill(str(last))
    page.get_by_label("从哪天起照常来").fill(str(last + timedelta(days=3)))
    page.get_by_role("button", name="看看是哪几次").click()
    expect(page.get_by_role("heading", name="这 1 次不来")).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="暂停这一段").click()
    expect(page.get_by_text("有一段暂停")).to_be_visible()


@pytest.mark.parametrize("viewport", [NARROW], ids=["narrow"])
def test_weekly_cleaning_and_a_package_on_a_phone(browser_page: Page, site: Site, viewport: dict):
    family, offer = make_user(name="陈女士"), make_regular_offer(workers=2)
    pack = make_package(offer, title="定期保洁 5 次卡", amount=5, price_fen=50_000)
    page = browser_page
    log_in(Keyboard(page), "/my/series/", family.phone)
    expect(page.get_by_text("还没有定期服务")).to_be_visible()
    row = books_every_week(page, offer.pk)
    changes_its_mind(page, row)
    assert fates(row) == ["skipped", "booked", "booked", "paused"]
    assert {visit.booking.starts_at.hour for visit in row.visits.filter(fate="booked")} == {7}

    page.goto(f"/packages/{pack.pk}/")
    assert fits(page)
    page.get_by_role("button", name="接受 500.00 元，买下").click()
    expect(page.get_by_role("heading", name="还剩 5 次")).to_be_visible()
    page.get_by_role("link", name="定期保洁，固定阿姨").first.click()
    expect(page.get_by_text("这一次用套餐抵")).to_be_visible()
    assert fits(page)
    page.locator("a.slot").first.click()
    page.get_by_role("button", name="看价格").click()
    expect(page.get_by_text("套餐抵扣")).to_be_visible()
    page.get_by_role("button", name=re.compile("接受 0.00 元")).click()
    expect(page.get_by_text("用的是套餐")).to_be_visible()
    page.goto(f"/my/packages/{PackagePass.objects.get().number}/")
    expect(page.get_by_role("heading", name="还剩 4 次")).to_be_visible()
    assert fits(page)
