"""An enterprise joins: registered by phone, applied with its licence, admitted by staff, its offer checked and found by search.

Then what happens when staff suspend it. Everything by keyboard, each person at a browser of their own.
"""

import io
import re

import pytest
from django.core.management import call_command
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from marketplace.enterprises.models import Enterprise
from marketplace.listings.models import Listing
from tests.fixtures.browser import NARROW, WIDE
from tests.journeys.keyboard import Keyboard
from tests.journeys.people import FOLLOWS_WITHIN, follows, found, get, log_in, second_browser
from tests.marketplace.factories import licence_no, make_enterprise, make_listing, moderation
from tests.members.factories import PASSWORD, make_staff
from tests.services.site import Site
from tests.waiting import poll

PHONE = "13912340066"
LEGAL, SHOP, OFFER = "北京槐树下家政服务有限公司", "槐树下家政", "老房子的玻璃，里外两面擦"
REASON = "连续三个月没有年检。"


def code_on_the_simulator(page: Page) -> str:
    """The newest code that was sent to the number, read from the screen of the simulated provider."""
    other = page.context.new_page()

    def read() -> str:
        other.goto(f"/simulators/sms/?phone={PHONE}")
        match = re.search(r"验证码 (\d{6})", other.locator("main").inner_text())
        return match.group(1) if match else ""

    code = poll(read, timeout=15, why="the code on the simulator's screen")
    other.close()
    return code


def register(keys: Keyboard) -> None:
    """From 企业加盟 on the front page to an account."""
    page = keys.page
    page.goto("/")
    keys.follow("企业加盟") if page.viewport_size != NARROW else page.goto("/enterprise/apply/")
    keys.follow("还没有账号，注册一个")
    keys.write("手机号", PHONE)
    keys.write("设一个密码", PASSWORD)
    keys.write("怎么称呼你.*", "槐阿姨")
    keys.tick("我看过并同意.*(协议|条款)")
    keys.tick("我看过并同意隐私说明")
    keys.follow("收短信，注册")
    keys.write("验证码", code_on_the_simulator(page))
    keys.follow("确认|验证")


def licence() -> bytes:
    """A small photograph of a licence."""
    photo = io.BytesIO()
    Image.new("RGB", (640, 420), "#fbf7f0").save(photo, "JPEG")
    return photo.getvalue()


def apply(keys: Keyboard) -> None:
    """The application with its file."""
    keys.write("企业全称", LEGAL)
    keys.write("统一社会信用代码", licence_no())
    keys.choose("所在区", "朝阳区")
    keys.write("地址", "望京街道花家地北里甲 16 号院 2 层")
    keys.write("店招名.*", SHOP)
    keys.write("联系人", "槐阿姨")
    keys.write("联系电话", "13912340066")
    keys.enter("清洁服务", role="DisclosureTriangle")
    keys.tick("家庭保洁")
    keys.attach("营业执照", file="执照.jpg", kind="image/jpeg", content=licence())
    keys.follow("提交申请")


def admit(staff: Keyboard, phone: str, viewport: dict) -> None:
    """Staff find the application in the menu and approve it."""
    log_in(staff, "/admin/", phone)
    if viewport == NARROW:
        staff.enter("切换侧边栏")
    staff.follow("企业入驻")
    staff.follow(f"{SHOP}|{LEGAL}")
    staff.follow("通过.*")
    expect(staff.page.get_by_text("通过了，已经通知企业。")).to_be_visible()


def post_offer(keys: Keyboard) -> None:
    """A service with price and unit, without photos."""
    keys.page.goto("/enterprise/")
    keys.follow("发布服务")
    keys.follow("发布我们的服务")
    keys.choose("分类", "家庭保洁")
    keys.write("标题", OFFER)
    keys.follow("下一步：价钱和范围")
    keys.write("价格", "180")
    keys.choose("单位", "元/次")
    keys.choose("所在区", "朝阳区")
    keys.follow("下一步：照片，核对")
    keys.follow("发布")
    expect(keys.page.get_by_text("在排队审核")).to_be_visible()


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_applied_admitted_and_found(browser_page: Page, browser: Browser, site: Site, viewport: dict):
    leader, publisher = make_staff("leader", name="韩志刚"), make_staff("publisher", name="高洁")
    moderation(on=True)
    keys = Keyboard(browser_page)
    register(keys)
    browser_page.goto("/enterprise/apply/")
    apply(keys)
    expect(browser_page.get_by_text("在排队审核")).to_be_visible()
    row = Enterprise.objects.get(legal_name=LEGAL)
    assert get(site, f"/enterprises/{row.pk}/")[0] == 404

    with second_browser(browser, browser_page, site) as staff:
        admit(staff, leader.phone, viewport)
    assert get(site, f"/enterprises/{row.pk}/")[0] == 200

    post_offer(keys)
    offer = Listing.objects.get(enterprise=row)
    assert get(site, f"/listings/{offer.pk}/")[0] == 404
    with second_browser(browser, browser_page, site) as staff:
        log_in(staff, "/admin/", publisher.phone)
        staff.page.goto("/admin/marketplace-listings/")
        staff.follow(OFFER)
        since = staff.follow("通过，公开出去")
    follows(since, "the offer in search", lambda: f"/listings/{offer.pk}/" in found(site, "老房子擦玻璃"))
    assert get(site, f"/listings/{offer.pk}/")[0] == 200
    assert keys.unseen() == []


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_suspended_gone_at_once_and_from_search_within_two_seconds(browser_page: Page, site: Site, viewport: dict):
    regulator, row = make_staff("regulator", name="许明"), make_enterprise(legal_name=LEGAL, short_name=SHOP)
    offer = make_listing(title=OFFER, enterprise=row)
    call_command("search", "rebuild", json=True)
    pages = [f"/enterprises/{row.pk}/", f"/listings/{offer.pk}/"]
    assert [get(site, address)[0] for address in pages] == [200, 200]
    assert set(pages) <= set(found(site, "槐树下家政"))

    keys = Keyboard(browser_page)
    log_in(keys, f"/admin/marketplace-enterprises/{row.pk}/", regulator.phone)
    keys.write("原因，对方会看到", REASON)
    keys.page.keyboard.press("Tab")
    with browser_page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        since = keys.follow("停业.*", role="button")
    assert answer.value.status == 302
    assert [get(site, address)[0] for address in pages] == [404, 404]
    follows(since, f"{viewport['width']} px: gone from search", lambda: not set(pages) & set(found(site, "槐树下家政")), within=FOLLOWS_WITHIN)
    expect(browser_page.get_by_text(REASON)).to_be_visible()
