"""A dispatcher moves a visit by dragging it, and another by keyboard; what speaks against it is shown before anything is saved (BKG-20)."""

import os
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from marketplace.bookings.models import Assignment
from marketplace.workers.models import CalendarException, Worker
from tests.journeys.keyboard import Keyboard
from tests.journeys.people import log_in
from tests.journeys.test_small_screens import wider
from tests.marketplace.bookings.factories import make_offer, make_order, tomorrow
from tests.marketplace.factories import make_enterprise
from tests.members.factories import make_staff
from tests.services.site import Site

pytestmark = pytest.mark.slow


def goes(order) -> int:
    return Assignment.objects.get(visit__booking=order, status="fixed").worker_id


@pytest.mark.req("BKG-20")
def test_a_visit_is_dragged_to_somebody_else_after_the_conflict_was_shown(browser_page: Page, site: Site) -> None:
    firm = make_enterprise()
    place = make_offer(enterprise=firm, workers=3)
    first, second, third = firm.workers.order_by("pk")
    for row, name in ((first, "王桂兰"), (second, "孙玉芬"), (third, "李冬梅")):
        Worker.objects.filter(pk=row.pk).update(name=name, called=f"{name[0]}阿姨")
    order, other = make_order(place, worker_id=first.pk), make_order(place, worker_id=third.pk, start=tomorrow(14))
    CalendarException.objects.create(worker=second, period=(order.starts_at - timedelta(hours=1), order.starts_at + timedelta(hours=1)), free=False)
    page, day = browser_page, f"{tomorrow():%Y-%m-%d}"
    # Everything in sight: Chromium looks for what is dragged where the mouse went down, and a page that scrolls meanwhile has moved on.
    page.set_viewport_size({"width": 1280, "height": 1800})
    log_in(Keyboard(page), f"/admin/dispatch-board/?day={day}", make_staff("dispatcher").phone)
    expect(page.get_by_text("1 单，占 22%").first).to_be_visible()
    block = page.locator(f"[data-worker='{first.pk}'] [data-order]")
    block.drag_to(page.locator(f"[data-worker='{second.pk}'] .board-who"))
    expect(page.get_by_role("alert")).to_contain_text("去不了：不在工作时间")
    assert goes(order) == first.pk
    page.goto(f"/admin/dispatch-board/?day={day}")
    page.locator(f"[data-worker='{first.pk}'] [data-order]").drag_to(page.locator(f"[data-worker='{third.pk}'] .board-who"))
    page.get_by_role("button", name="没有冲突，换成他").click()
    expect(page.get_by_text("换好了")).to_be_visible()
    assert goes(order) == third.pk
    expect(page.get_by_text("2 单")).to_be_visible()
    link = page.get_by_role("link", name="换人：14:00")
    link.focus()
    page.keyboard.press("Enter")
    button = page.get_by_role("button", name="换成孙阿姨（孙玉芬）")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("换好了")).to_be_visible()
    assert goes(other) == second.pk
    page.get_by_role("link", name="看一周").click()
    expect(page.get_by_role("heading", name="每个人的一周")).to_be_visible()
    if os.environ.get("SHOTS"):
        page.goto(f"/admin/dispatch-board/?day={day}")
        page.screenshot(path=f"{os.environ['SHOTS']}/board.png", full_page=True)
    assert wider(page, [f"/admin/dispatch-board/?day={day}", f"/admin/dispatch-board/week/?day={day}", f"/admin/dispatch-board/{order.number}/"]) == []
