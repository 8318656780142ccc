"""A family finds 日常保洁 and books it in three screens, moves it, says yes to an extra on its phone, rates; the new score is in search (BKG-03, BKG-10)."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from core import clock
from core.outbox.testing import drain_all
from marketplace.bookings.models import Booking
from tests.fixtures.browser import NARROW, WIDE
from tests.journeys.keyboard import Keyboard
from tests.journeys.people import follows, log_in, second_browser
from tests.journeys.test_family_engages_a_nurse import fits
from tests.marketplace.bookings.factories import code_of, make_offer, put_at, worker_of
from tests.members.factories import make_user
from tests.services.site import Site


def books(page: Page) -> Booking:
    """From the result of a search: when, where, how much. Three screens, counted by their steps."""
    page.goto("/search/?q=日常保洁&side=offer")
    page.get_by_role("link", name="日常保洁，两小时起").first.click()
    page.locator("a[href*='/book/']:visible").first.click()
    screens = [page.locator(".steps [aria-current=step]").inner_text()]
    page.locator("a.slot").nth(2).click()
    screens.append(page.locator(".steps [aria-current=step]").inner_text())
    page.get_by_label("门牌号").fill("望京西园四区 12 号楼 3 单元 501")
    page.get_by_label("怎么称呼").fill("陈女士")
    page.get_by_label("手机号").fill("13800000102")
    assert fits(page)
    page.get_by_role("button", name="看价格").click()
    screens.append(page.locator(".steps [aria-current=step]").inner_text())
    assert screens == ["选时间", "地址和情况", "看价格，确认"] and fits(page)
    page.get_by_role("button", name="接受 120.00 元").click()
    expect(page.get_by_role("link", name="改时间")).to_be_visible()
    return Booking.objects.get()


def moves(page: Page, order: Booking) -> None:
    """To a time of the next week; it costs nothing, and that was said before."""
    before = order.starts_at
    page.get_by_role("link", name="改时间").click()
    page.get_by_role("link", name="下一周", exact=True).click()
    page.locator("label.slot").first.click()
    assert fits(page)
    page.get_by_role("button", name="改到这个时间，不收钱").click()
    expect(page.get_by_role("link", name="改时间")).to_be_visible()
    order.refresh_from_db()
    assert order.state == "assigned" and order.starts_at.date() > before.date() and order.total_fen == 12_000


def works(page: Page, photo: Path) -> None:
    """What stands on the list, one after the other."""
    for _ in range(40):
        todo = page.locator(".checklist form")
        photos, ticks = todo.filter(has=page.locator("input[type=file]")), todo.filter(has_text="点一下打勾")
        if photos.count():
            photos.first.locator("input[type=file]").set_input_files(photo)
            photos.first.get_by_role("button", name="留这一张").click()
        elif ticks.count():
            ticks.first.get_by_role("button").click()
        else:
            return
        page.wait_for_load_state()


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_from_a_search_to_the_new_score_in_search(browser_page: Page, browser: Browser, site: Site, viewport: dict, tmp_path: Path):
    family, page, photo = make_user(name="陈女士"), browser_page, tmp_path / "after.jpg"
    offer = make_offer(workers=1)
    Image.new("RGB", (800, 600), "white").save(photo)
    drain_all()
    log_in(Keyboard(page), "/my/orders/", family.phone)
    page.goto("/search/?q=日常保洁&side=offer")
    expect(page.get_by_role("link", name="日常保洁，两小时起").first).to_be_visible()
    order = books(page)
    moves(page, order)
    visitor = worker_of(order)
    # The day has come.
    order = put_at(order, clock.now().replace(second=0, microsecond=0) + timedelta(minutes=10))
    with second_browser(browser, page, site) as other:
        worker = other.page
        log_in(other, "/worker/visits/", offer.enterprise.workers.get(user=visitor.user_id).user.phone)
        worker.goto(f"/worker/visits/{order.number}/")
        worker.get_by_role("button", name="出发，告诉家里").click()
        page.goto(f"/my/orders/{order.number}/")
        code = page.locator(".code").get_attribute("aria-label").removeprefix("签到码 ").replace(" ", "")
        assert code == code_of(order)
        worker.get_by_label("到了，问家里要四位签到码").fill(f"{(int(code) + 1) % 10_000:04d}")
        worker.get_by_role("button", name="签到").click()
        expect(worker.get_by_role("button", name="做完了")).to_have_count(0)
        worker.get_by_label("到了，问家里要四位签到码").fill(code)
        worker.get_by_role("button", name="签到").click()
        expect(worker.get_by_role("button", name="做完了")).to_be_visible()
        assert fits(worker)
        works(worker, photo)
        worker.get_by_text("要加一项").click()
        worker.get_by_label("加什么").fill("擦油烟机")
        worker.get_by_label("加多少（元）").fill("50")
        worker.get_by_role("button", name="发给家里").click()
        expect(worker.get_by_text("加项等家里同意")).to_be_visible()
        page.goto(f"/my/orders/{order.number}/")
        expect(page.get_by_role("heading", name="擦油烟机，要不要加？")).to_be_visible()
        assert fits(page)
        page.get_by_role("button", name="同意加 50.00 元").click()
        expect(page.get_by_role("heading", name="擦油烟机，要不要加？")).to_have_count(0)
        worker.reload()
        worker.get_by_role("button", name="做完了").click()
        expect(worker.get_by_role("button", name="当面确认")).to_be_visible()
    page.goto(f"/my/orders/{order.number}/")
    page.get_by_role("button", name="确认做完了").click()
    page.get_by_role("link", name="写评价").click()
    page.locator(".stars-in:not(.stars-s) label").last.click()
    page.locator("textarea").fill("厨房擦得很干净，准时，还教我怎么除垢。")
    assert fits(page)
    page.get_by_role("button", name="发布评价").click()
    follows(time.monotonic(), "the score in search", lambda: _found_with_score(page))
    page.goto("/search/?q=日常保洁&side=offer")
    expect(page.get_by_text("评价还少，1 条").first).to_be_visible()
    order.refresh_from_db()
    assert (order.state, order.chargeable_fen) == ("confirmed", 17_000)


def _found_with_score(page: Page) -> bool:
    """Whether search knows of the rating."""
    answer = page.request.get("/api/v1/search/?q=日常保洁&side=offer").json()["items"]
    return bool(answer) and answer[0]["rating_count"] == 1 and answer[0]["rating"] > 4.5
