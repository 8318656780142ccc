"""An enterprise builds its storefront on a phone: sent back once with a reason, put right, live, found; suspended, gone. No mouse."""

import io

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.fixtures.browser import NARROW
from tests.journeys.keyboard import Keyboard
from tests.journeys.people import follows, found, get, log_in, second_browser
from tests.marketplace.factories import make_enterprise, make_listing
from tests.members.factories import make_staff, make_user
from tests.services.site import Site
from tests.waiting import poll

NAME = "槐树下家政"
BOASTFUL = "全城第一，打 13912340066 找我们。"
BOAST = "全城第一的擦窗队，没有之一。"
HONEST = "擦窗三十年的老把式带队，老房子的铁窗也会收拾。"
REASON = "「全城第一」没有依据，改成做过什么。"
PHOTO = "师傅在擦老房子的铁窗"


def photo() -> bytes:
    """A photograph as a phone takes it."""
    file = io.BytesIO()
    Image.new("RGB", (900, 600), "#7d8f69").save(file, "JPEG")
    return file.getvalue()


def describe(keys: Keyboard, text: str) -> None:
    """From the list of sections to the introduction and back."""
    keys.page.goto("/enterprise/storefront/")
    keys.follow("改「这家店」")
    keys.write("介绍.*", text)
    keys.follow("保存")


def hang_a_picture(keys: Keyboard) -> None:
    """A new section with one photograph, moved to the front."""
    keys.page.goto("/enterprise/storefront/")
    keys.follow("加上「照片墙」")
    keys.page.goto("/enterprise/storefront/")
    keys.follow("改「店里和活儿」")
    keys.follow("加一张")
    keys.attach("照片.*", file="铁窗.jpg", kind="image/jpeg", content=photo())
    keys.write("画面里是什么.*", PHOTO)
    keys.follow("保存")
    expect(keys.page.get_by_text(PHOTO)).to_be_visible()
    keys.page.goto("/enterprise/storefront/")
    keys.follow("「店里和活儿」往上移")


def hand_in(keys: Keyboard) -> None:
    """From the list of sections into the queue."""
    keys.page.goto("/enterprise/storefront/")
    keys.follow("提交审核")
    expect(keys.page.get_by_text("在排队审核").first).to_be_visible()


@pytest.mark.parametrize("viewport", [NARROW], ids=["narrow"])
def test_built_sent_back_put_right_live_found_and_suspended(browser_page: Page, browser: Browser, site: Site, viewport: dict):
    owner = make_user(name="槐阿姨")
    publisher, regulator = make_staff("publisher", name="高洁"), make_staff("regulator", name="许明")
    row = make_enterprise(owner, legal_name="北京槐树下家政服务有限公司", short_name=NAME)
    make_listing(enterprise=row, title="老房子的玻璃，里外两面擦")
    address = f"/enterprises/{row.pk}/"
    keys = Keyboard(browser_page)
    log_in(keys, "/enterprise/", owner.phone)
    poll(lambda: get(site, address)[0] == 200, timeout=10, why="the storefront that admission opens")
    keys.follow(".*店铺页面.*", role="link")

    describe(keys, BOASTFUL)
    expect(browser_page.get_by_text("不能写电话").or_(browser_page.locator("[aria-invalid=true]")).first).to_be_visible()
    describe(keys, BOAST)
    hang_a_picture(keys)
    assert PHOTO not in get(site, address)[1], "a draft is not public"
    browser_page.goto("/enterprise/storefront/preview/")
    expect(browser_page.get_by_text(BOAST)).to_be_visible()
    assert browser_page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    hand_in(keys)

    with second_browser(browser, browser_page, site) as staff:
        log_in(staff, "/admin/cms-storefronts/", publisher.phone)
        staff.follow(f".*{NAME}.*", role="link")
        staff.enter("退回，请对方改", role="DisclosureTriangle")
        staff.write(".*(看到|改|原因|理由).*", REASON, role="textbox")
        staff.follow("退回，请对方改", role="button")
    browser_page.goto("/enterprise/storefront/")
    expect(browser_page.get_by_text(REASON).first).to_be_visible()
    assert BOAST not in get(site, address)[1]

    describe(keys, HONEST)
    hand_in(keys)
    with second_browser(browser, browser_page, site) as staff:
        log_in(staff, "/admin/cms-storefronts/", publisher.phone)
        staff.follow(f".*{NAME}.*", role="link")
        since = staff.follow("通过，让它上线", role="button")
    text = get(site, address)[1]
    assert HONEST in text and PHOTO in text, "live with the approval"
    follows(since, "found by its new words", lambda: address in found(site, "铁窗也会收拾"))

    with second_browser(browser, browser_page, site) as staff:
        log_in(staff, f"/admin/marketplace-enterprises/{row.pk}/", regulator.phone)
        staff.write("原因，对方会看到", "连续三个月没有年检。")
        staff.page.keyboard.press("Tab")
        since = staff.follow("停业.*", role="button")
    assert get(site, address)[0] == 404, "gone with the suspension"
    follows(since, "gone from search", lambda: address not in found(site, "铁窗也会收拾"))
    assert keys.unseen() == []
