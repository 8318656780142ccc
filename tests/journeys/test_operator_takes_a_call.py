"""An operator takes a call to a confirmed order by keyboard alone; the customer moves it by SMS; nothing scrolls sideways on a phone."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from core import clock
from dispatch.intake.models import Call
from dispatch.intake.services import ring
from marketplace.bookings.models import Booking
from tests.fixtures.browser import NARROW
from tests.journeys.keyboard import Keyboard
from tests.journeys.people import log_in, second_browser
from tests.journeys.test_small_screens import wider
from tests.marketplace.bookings.factories import make_offer, tomorrow
from tests.members.factories import make_staff
from tests.services.site import Site
from tests.waiting import poll

PHONE = "13900000777"


def said(moment) -> str:
    """A moment as people say it."""
    at = timezone.localtime(moment)
    return f"{at.month}月{at.day}日 {at.hour}点"


def test_from_ringing_to_a_confirmed_order_and_another_time_by_sms(browser_page: Page, browser: Browser, site: Site) -> None:
    make_offer(workers=2)
    operator = make_staff("operator", name="王晓敏")
    call = ring(provider="simulator", provider_id="j1", phone=PHONE, line="96999", recording="REC-j1", now=clock.now())
    keys = Keyboard(browser_page)
    log_in(keys, "/admin/dispatch-intake/calls/", operator.phone)
    keys.follow(re.escape("139****0777"))
    keys.follow("接听")
    keys.write("什么事", "保洁 2小时")
    keys.write("什么时间", said(tomorrow()))
    # The free times come by themselves while he is still typing.
    keys.write("在哪里", "朝阳望京西园四区12号楼501")
    expect(browser_page.get_by_role("radio").first).to_be_visible()
    expect(browser_page.get_by_role("heading", name="日常保洁")).to_be_visible()
    keys.to(r"\d+月\d+日周. 10:00 .*", role="radio")
    keys.write("怎么称呼", "何桂英")
    keys.write("家里的情况，选填", "耳朵背，敲门重一点")
    keys.follow("留住这个时间，看价格")
    expect(browser_page.locator(".desk-say")).to_contain_text("一共 120 元")
    keys.follow("客户同意 120.00 元，已录音")
    expect(browser_page.get_by_text("订好了，确认短信发给客户。")).to_be_visible()
    keys.follow("挂断")
    assert keys.unseen() == []
    order = Booking.objects.get()
    call.refresh_from_db()
    assert (order.state, order.channel, order.contact_name, call.booking, call.state) == ("assigned", "phone", "何桂英", order, "ended")
    with second_browser(browser, browser_page, site) as other:
        telephone = other.page
        poll(lambda: _reads(telephone, order.number), timeout=20, why="the confirmation comes by SMS")
        telephone.get_by_label("发短信的手机号").fill(PHONE)
        telephone.get_by_label("内容").fill(f"改 {order.number} {said(tomorrow(14))}")
        telephone.get_by_role("button", name="发", exact=True).click()
        poll(lambda: _reads(telephone, "14:00"), timeout=20, why="the answer to the SMS")
    order.refresh_from_db()
    assert order.starts_at == tomorrow(14)
    browser_page.goto(f"/admin/dispatch-intake/queue/?channel=phone&q={order.number}")
    expect(browser_page.get_by_role("link", name=order.number)).to_be_visible()


def _reads(page: Page, words: str) -> bool:
    page.goto(f"/simulators/sms/?phone={PHONE}")
    return words in page.locator("section[aria-labelledby=out]").inner_text()


@pytest.mark.parametrize("viewport", [NARROW], ids=["narrow"])
def test_the_desk_stays_within_a_narrow_window(browser_page: Page, site: Site) -> None:
    make_offer(workers=2)
    operator = make_staff("operator", name="王晓敏")
    row = ring(provider="simulator", provider_id="j2", phone=PHONE, recording="REC-j2", now=clock.now())
    log_in(Keyboard(browser_page), "/admin/dispatch-intake/calls/", operator.phone)
    desk = f"/admin/dispatch-intake/calls/{row.pk}/"
    browser_page.goto(desk)
    browser_page.get_by_role("button", name="接听").click()
    asked = f"{desk}?what=保洁 2小时&when={said(tomorrow())}&where=朝阳望京西园四区12号楼501"
    paths = ["/simulators/calls/", "/simulators/sms/", "/admin/dispatch-intake/new/", "/admin/dispatch-intake/queue/", desk, asked]
    assert wider(browser_page, paths) == []
    assert Call.objects.get().state == "answered"
