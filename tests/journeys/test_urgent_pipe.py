"""An urgent burst pipe is offered, not taken, re-offered wider, and handed to the dispatcher, who sends somebody: three browsers (URG-01, URG-02)."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from core import clock
from core.schedule import load
from dispatch.matching.models import Offer
from dispatch.urgent.models import UrgentOrder
from marketplace.bookings.models import Booking
from tests.dispatch.urgent.factories import on_call
from tests.fixtures.browser import NARROW
from tests.journeys.keyboard import Keyboard
from tests.journeys.people import log_in, second_browser
from tests.journeys.test_small_screens import wider
from tests.marketplace.factories import district
from tests.members.factories import make_staff, make_user
from tests.services.site import Site

pytestmark = [pytest.mark.parametrize("viewport", [NARROW], ids=["narrow"]), pytest.mark.slow]
KM = 1 / 111.2
PASSED = timedelta(minutes=4)


def let_the_wave_end(call: UrgentOrder) -> None:
    """Four minutes go by; the scheduled job runs."""
    for row in (*Offer.objects.filter(subject=call.pk, state="open"), call):
        row.refresh_from_db()
        row.until -= PASSED
        if isinstance(row, Offer):
            row.offered_at -= PASSED
        row.save()
    load()["urgent.turn"].run()


def ask_for_a_plumber(page: Page, phone: str) -> UrgentOrder:
    """One page, then the price, then one tap."""
    log_in(Keyboard(page), "/my/urgent/", phone)
    page.get_by_text("水管爆了，漏水").click()
    page.get_by_label("怎么回事").fill("厨房水管接头崩了，总阀关了还在滴。")
    page.get_by_label("在哪个区").select_option(label="朝阳区")
    page.get_by_label("门牌号").fill("望京西园四区 12 号楼 501")
    page.get_by_label("怎么称呼").fill("陈女士")
    page.get_by_label("手机号").fill("13800000102")
    page.get_by_role("button", name="看价格").click()
    expect(page.get_by_text("加急费")).to_be_visible()
    page.get_by_role("button", name="马上找人").click()
    expect(page.get_by_role("heading", name="正在问附近的师傅")).to_be_visible()
    return UrgentOrder.objects.get()


@pytest.mark.req("URG-01")
def test_a_burst_pipe_is_offered_not_taken_offered_wider_and_handed_over(browser_page: Page, browser: Browser, site: Site) -> None:
    home = district()
    near = on_call(0, lat=home.lat + KM, lng=home.lng, called="赵师傅")
    far = on_call(0, lat=home.lat + 9 * KM, lng=home.lng, called="孙师傅")
    family, dispatcher = make_user(name="陈女士"), make_staff("dispatcher")
    page = browser_page
    call = ask_for_a_plumber(page, family.phone)
    with second_browser(browser, page, site) as worker:
        log_in(worker, "/worker/", near.user.phone)
        expect(worker.page.get_by_role("heading", name="水管爆了，漏水")).to_be_visible()
        expect(worker.page.locator("[data-until]")).to_contain_text(":")
        let_the_wave_end(call)
        expect(page.get_by_text("第 2 轮")).to_be_visible(timeout=15_000)
        worker.page.get_by_role("button", name="接，马上出发").click()
        expect(worker.page.get_by_text("已经有人接了，或者答复的时间过了")).to_be_visible()
        assert wider(worker.page, ["/worker/", "/worker/offers/"]) == []
    with second_browser(browser, page, site) as worker:
        log_in(worker, "/worker/offers/", far.user.phone)
        worker.page.get_by_text("去不了").click()
        worker.page.get_by_label("为什么").fill("车在修")
        worker.page.get_by_role("button", name="这一单不接").click()
        expect(worker.page.get_by_text("现在没有急单")).to_be_visible()
    expect(page.get_by_role("heading", name="附近没人接")).to_be_visible(timeout=15_000)
    with second_browser(browser, page, site) as desk:
        log_in(desk, f"/admin/dispatch-urgent/{call.number}/", dispatcher.phone)
        expect(desk.page.get_by_text("车在修")).to_be_visible()
        desk.page.get_by_role("button", name="打勾：问清总阀关了没有").click()
        expect(desk.page.get_by_role("button", name="撤回：问清总阀关了没有")).to_be_visible()
        desk.page.get_by_role("button", name="派赵师傅去").click()
        expect(desk.page.get_by_text("派好了，家里和他都收到了通知")).to_be_visible()
    expect(page.get_by_role("heading", name="有人接了，正赶过去")).to_be_visible(timeout=15_000)
    page.get_by_role("link", name="看谁来、几点到").click()
    order = Booking.objects.get()
    expect(page.get_by_role("heading", name="签到码，人到了报给他")).to_be_visible()
    assert order.state == "assigned" and order.total_fen == call.total_fen
    assert [(row.wave, row.state) for row in Offer.objects.order_by("rank")] == [(1, "accepted"), (2, "declined")]
    assert UrgentOrder.objects.get().taken_at <= clock.now()
    assert wider(page, ["/my/urgent/", call.get_absolute_url()]) == []
