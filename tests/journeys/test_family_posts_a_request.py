"""A family posts a request in three steps on a phone, without a mouse: in the smallest window and at 200 % zoom it is found (CLS-03, UXR-03).

With photos that know where they were taken, through moderation, to the neighbour who is sent the address.
"""

import io
import re
import urllib.request
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from playwright.sync_api import Browser, Page, expect

from core import qr
from marketplace.listings.models import Listing
from tests.fixtures.browser import NARROW
from tests.journeys.keyboard import Keyboard
from tests.journeys.people import found, get, log_in, second_browser
from tests.journeys.test_phone import SMALLEST, ZOOMED
from tests.marketplace.factories import moderation
from tests.members.factories import make_staff, make_user
from tests.services.site import Site
from tests.waiting import poll


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


TITLE = "周末擦窗，三居室，阳台外侧够不着"
# The window, what is on the photo: three as a phone takes them, with the camera and the place.
SHOTS = [("飘窗.jpg", "朝南的飘窗", "#8fb3c9"), ("阳台.jpg", "阳台外侧的玻璃", "#7d8f69"), ("纱窗.jpg", "要一起洗的纱窗", "#b8a58c")]
HERE = (39.0, 59.0, 51.0)


def shot(colour: str) -> bytes:
    """A photograph that says with which camera and where it was taken."""
    picture, file = Image.new("RGB", (1600, 1200), colour), io.BytesIO()
    exif = picture.getexif()
    exif[Base.Make] = "有邻相机"
    place = exif.get_ifd(IFD.GPSInfo)
    place[GPS.GPSLatitude], place[GPS.GPSLatitudeRef] = HERE, "N"
    picture.save(file, "JPEG", exif=exif)
    assert Image.open(file).getexif().get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] == HERE
    return file.getvalue()


def post(keys: Keyboard, phone: str) -> None:
    """The three steps with three photos, up to the queue."""
    log_in(keys, "/my/listings/new/?side=request", phone)
    keys.choose("分类.*", "家庭保洁")
    keys.write("标题.*", TITLE)
    keys.write("说明.*", "朝南一面飘窗，外面够不着。")
    keys.follow("下一步.*")
    keys.to("从哪天起.*")
    keys.page.keyboard.type(f"{timezone.localdate() + timedelta(days=6):%m%d%Y}")
    keys.choose("所在区.*", "朝阳区")
    keys.choose("街道.*", "望京街道")
    keys.write("预算到.*", "200")
    keys.choose("单位.*", "元/次")
    keys.follow("下一步.*")
    for file, alt, colour in SHOTS:
        keys.attach("照片 ?.*", file=file, kind="image/jpeg", content=shot(colour))
        keys.write("照片上是什么.*", alt)
        keys.follow("加上这张")
        expect(keys.page.get_by_alt_text(alt)).to_be_visible()
        assert fits(keys.page)
    keys.follow("发布", role="button")
    expect(keys.page.get_by_text("在排队审核")).to_be_visible()


def approve(staff: Keyboard, phone: str) -> None:
    """The desk lets it through."""
    log_in(staff, "/admin/marketplace-listings/", phone)
    staff.follow(TITLE)
    staff.follow("通过，公开出去")


def served(page: Page, site: Site) -> dict[str, bytes]:
    """Every file that the page shows or leads to, and the picture that goes with the shared address."""
    links = page.eval_on_selector_all("main img, main a, meta[property='og:image']", "all => all.map((one) => one.src || one.href || one.content)")
    wanted = {link for link in links if urlsplit(link).path.startswith("/media/")}
    assert all(link.startswith(site.url) for link in wanted)
    return {link: urllib.request.urlopen(link, timeout=20).read() for link in wanted}


def check_photos(page: Page, site: Site) -> None:
    """Three photographs are drawn; no file of theirs knows the camera or the place any more."""
    for _, alt, _ in SHOTS:
        picture = page.get_by_role("img", name=alt).last
        picture.scroll_into_view_if_needed()
        poll(lambda picture=picture: picture.evaluate("one => one.complete && one.naturalWidth"), timeout=10, why=alt)
    files = served(page, site)
    assert len(files) >= 2 * len(SHOTS)
    for link, content in files.items():
        picture = Image.open(io.BytesIO(content))
        assert not picture.getexif() and not picture.getexif().get_ifd(IFD.GPSInfo), link
        assert "有邻相机".encode() not in content, link


def share(keys: Keyboard, site: Site, path: str) -> str:
    """Hand the address on: as a code to scan, to Weibo with the picture, and copied; returns what was copied."""
    page, address = keys.page, f"{site.url}{path}"
    drawn = page.locator(".qr-box path").last.get_attribute("d")
    assert drawn and drawn in qr.as_svg(address), "the code says another address"
    keys.to("发到微博", role="link")
    asked = parse_qs(urlsplit(page.evaluate("document.activeElement.href")).query)
    assert asked["url"] == [address] and asked["title"] == [TITLE] and "/media/" in asked["pic"][0]
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.url)
    keys.enter("复制网址", back=True)
    expect(page.get_by_text("网址复制好了，粘到聊天里就行。")).to_be_visible()
    return str(page.evaluate("navigator.clipboard.readText()"))


@pytest.mark.parametrize("viewport", [NARROW], ids=["narrow"])
def test_with_photos_through_moderation_to_the_neighbour_who_is_sent_it(browser_page: Page, browser: Browser, site: Site, viewport: dict):
    moderation(True)
    member, publisher, keys = make_user(name="陈女士"), make_staff("publisher", name="高洁"), Keyboard(browser_page)
    post(keys, member.phone)
    row = Listing.objects.get()
    path = row.get_absolute_url()
    assert get(site, path)[0] == 404, "nothing is public before somebody has looked"
    with second_browser(browser, browser_page, site) as staff:
        approve(staff, publisher.phone)
    poll(lambda: path in found(site, "擦窗 阳台外侧"), timeout=10, why="found")

    browser_page.goto(f"/my/listings/{row.pk}/")
    keys.follow("看公开的页面")
    check_photos(browser_page, site)
    assert fits(browser_page)
    address = share(keys, site, path)
    with second_browser(browser, browser_page, site) as neighbour:
        neighbour.page.goto(address)
        expect(neighbour.page.get_by_role("heading", level=1)).to_have_text(TITLE)
        expect(neighbour.page.locator("meta[property='og:image']")).to_have_attribute("content", re.compile("/media/"))
        expect(neighbour.page.get_by_role("main")).not_to_contain_text(member.phone)
    assert [stop for stop in keys.unseen() if 'type="date"' not in stop] == []
