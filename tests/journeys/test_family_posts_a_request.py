"""A family posts a request in three steps on the smallest phone and at 200 % zoom, without a mouse, and it is found (CLS-03, UXR-03)."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from marketplace.listings.models import Listing
from tests.journeys.keyboard import Keyboard
from tests.journeys.people import log_in
from tests.journeys.test_phone import SMALLEST, ZOOMED
from tests.marketplace.factories import moderation
from tests.members.factories import make_user


def photo() -> bytes:
    """A small real picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), "#0f5e62").save(buffer, "PNG")
    return buffer.getvalue()


def fits(page: Page) -> bool:
    """Whether nothing runs out of the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.req("UXR-03")
@pytest.mark.parametrize("viewport", [SMALLEST, ZOOMED], ids=["320px", "200%"])
def test_three_steps_by_keyboard_alone_in_a_small_window(browser_page: Page, viewport: dict):
    moderation(False)
    member, day = make_user(name="陈女士"), timezone.localdate() + timedelta(days=6)
    page, keys = browser_page, Keyboard(browser_page)
    log_in(keys, "/my/listings/new/?side=request", member.phone)
    assert fits(page)
    keys.choose("分类.*", "家庭保洁")
    keys.write("标题.*", "周末擦窗，三居室")
    keys.write("说明.*", "朝南一面飘窗，外面够不着。")
    keys.follow("下一步.*")
    expect(page.locator("[aria-current=step]")).to_contain_text("时间、地点、预算")
    assert fits(page)
    keys.to("从哪天起.*")
    page.keyboard.type(f"{day:%m%d%Y}")  # in the order of this Chromium's own language
    keys.choose("哪个时段.*", "上午")
    keys.choose("所在区.*", "朝阳区")
    keys.choose("街道.*", "望京街道")
    keys.write("预算到.*", "200")
    keys.choose("单位.*", "元/次")
    keys.follow("下一步.*")
    assert fits(page)
    keys.attach("照片 ?.*", file="window.png", kind="image/png", content=photo())
    keys.write("照片上是什么.*", "朝南的飘窗")
    keys.follow("加上这张")
    expect(page.get_by_alt_text("朝南的飘窗")).to_be_visible()
    expect(page.get_by_role("heading", name="发布前看一遍")).to_be_visible()
    assert fits(page)
    keys.follow("发布")
    row = Listing.objects.get()
    assert (row.state, row.wanted_from, row.wanted_part, str(row.street), row.budget_max_fen) == ("published", day, "morning", "望京街道", 20000)
    assert row.photos.get().alt == "朝南的飘窗"
    # The button of the browser's own calendar has the browser's own ring, inside the field.
    assert [stop for stop in keys.unseen() if 'type="date"' not in stop] == []
    page.goto(f"/listings/?side=request&district=110105&street=110105026&wanted_on={day}")
    expect(page.get_by_role("link", name="周末擦窗，三居室")).to_be_visible()
    assert fits(page)
