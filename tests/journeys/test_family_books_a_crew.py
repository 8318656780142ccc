"""A family books a deep cleaning by two with the windows, in three screens on a phone; another waits in line and takes what comes free."""

import time

import pytest
from playwright.sync_api import Browser, Page, expect

from core import clock
from marketplace.bookings import services
from marketplace.bookings.models import Booking, Waiting
from tests.fixtures.browser import NARROW
from tests.journeys.keyboard import Keyboard
from tests.journeys.people import follows, log_in, second_browser
from tests.journeys.test_family_engages_a_nurse import fits
from tests.marketplace.bookings.factories import tomorrow
from tests.marketplace.bookings.test_crews import deep_offer
from tests.members.factories import actor_for, make_user
from tests.services.site import Site

ADDRESS = "望京西园四区 12 号楼 3 单元 501"


def says_where(page: Page) -> None:
    page.get_by_label("门牌号").fill(ADDRESS)
    page.get_by_label("怎么称呼").fill("陈女士")
    page.get_by_label("手机号").fill("13800000102")


@pytest.mark.parametrize("viewport", [NARROW], ids=["narrow"])
def test_two_people_and_the_windows_then_a_place_in_line(browser_page: Page, browser: Browser, site: Site, viewport: dict):
    offer, _, _ = deep_offer()
    first, second = make_user(name="陈女士"), make_user(name="周先生")
    page, day = browser_page, tomorrow(days=3).date()
    log_in(Keyboard(page), "/my/orders/", first.phone)
    page.goto(f"/listings/{offer.pk}/book/?from={day}")
    page.get_by_label("多少（元/㎡）").fill("100")
    page.get_by_label("几间卧室").fill("3")
    page.get_by_label("几只宠物").fill("1")
    page.get_by_text("同一次再做几项").click()
    page.get_by_role("checkbox", name="擦玻璃").check()
    page.get_by_label("擦玻璃，多少").fill("12")
    page.get_by_role("button", name="看时间").click()
    expect(page.get_by_text("2 人上门，做")).to_be_visible()
    assert fits(page)
    page.locator("a.slot").first.click()
    expect(page.get_by_text("2 人上门，做")).to_be_visible()
    says_where(page)
    assert fits(page)
    page.get_by_role("button", name="看价格").click()
    expect(page.get_by_role("cell", name="900.00")).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="接受").click()
    expect(page.get_by_text("2 人一起上门")).to_be_visible()
    order = Booking.objects.get()
    assert (order.state, order.hands, len(order.parts)) == ("assigned", 2, 2)

    with second_browser(browser, page, site) as other:
        log_in(other, "/my/waiting/", second.phone)
        phone = other.page
        expect(phone.get_by_text("没有在排队")).to_be_visible()
        phone.goto(f"/listings/{offer.pk}/book/?amount=100&from={order.starts_at.date()}")
        phone.get_by_role("link", name="排队").first.click()
        phone.get_by_label("从哪天").fill(str(order.starts_at.date()))
        phone.get_by_label("到哪天").fill(str(order.starts_at.date()))
        says_where(phone)
        assert fits(phone)
        # Until the first family gives it up, both are taken: nobody can be offered anything that day.
        phone.get_by_role("button", name="排队").click()
        expect(phone.get_by_text("你排在最前面")).to_be_visible()
        assert services.offer_due(now=clock.now()) == 0 and Waiting.objects.get().state == "waiting"
        page.get_by_role("link", name="取消").click()
        page.get_by_role("button", name="取消订单").click()
        expect(page.get_by_text("已经取消").first).to_be_visible()
        follows(time.monotonic(), "the offer to the next in line", Waiting.objects.filter(state="offered").exists)
        phone.reload()
        assert fits(phone)
        phone.get_by_role("link", name="看价格，定下来").click()
        phone.get_by_role("button", name="接受").click()
        expect(phone.get_by_text("都安排好了")).to_be_visible()
    follows(time.monotonic(), "the end of the waiting", Waiting.objects.filter(state="booked").exists)
    assert Booking.objects.filter(customer=second, state="assigned", hands=2).count() == 1
    assert actor_for(second).user_id
