"""A phone: the site as an app with its page for no network (UXR-06), a window of 320 px and a zoom of 200 % (UXR-03), a reader who is counted (POR-12)."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect

from cms.articles.models import ReadDay
from marketplace.listings.models import Enquiry
from tests.cms.factories import article, lesson, notice
from tests.cms.pages.factories import partner_page
from tests.cms.training.factories import course
from tests.journeys.keyboard import Keyboard
from tests.journeys.people import log_in
from tests.journeys.test_small_screens import wider
from tests.marketplace.factories import make_enterprise, make_listing
from tests.marketplace.recruitment.factories import make_job
from tests.members.factories import make_user
from tests.services.site import Site
from tests.waiting import poll

PHONE = {"width": 390, "height": 844}
SMALLEST = {"width": 320, "height": 640}
# What is left of 1280 × 900 when everything is drawn twice as large.
ZOOMED = {"width": 640, "height": 450}
AGENT = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36"


@pytest.fixture
def phone(site: Site, browser: Browser) -> Iterator[Page]:
    """A page that keeps its service worker, in a browser that says it is a phone's."""
    context = browser.new_context(base_url=site.url, locale="zh-CN", timezone_id="Asia/Shanghai", viewport=PHONE, user_agent=AGENT)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if "Content Security Policy" in message.text else None)
    yield page
    context.close()
    assert not errors, f"errors in the page: {errors}"


def test_the_site_is_an_app_and_says_what_to_do_without_a_network(phone: Page):
    phone.goto("/")
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.wait_for_function("navigator.serviceWorker.controller !== null")
    manifest = phone.evaluate("fetch(document.querySelector('link[rel=manifest]').href).then((answer) => answer.json())")
    assert manifest["display"] == "standalone" and phone.evaluate(f"fetch('{manifest['icons'][0]['src']}').then((answer) => answer.status)") == 200

    phone.context.set_offline(True)
    phone.goto("/jobs/")
    expect(phone.get_by_role("heading", name="现在没有网络")).to_be_visible()
    expect(phone.get_by_role("link", name="400")).to_be_visible()
    assert phone.evaluate("getComputedStyle(document.querySelector('.btn')).borderRadius") != "0px", "the page is drawn as ours"
    phone.context.set_offline(False)
    phone.get_by_role("link", name="再试一次").click()
    expect(phone.get_by_role("heading", name="现在没有网络")).to_have_count(0)

    kept = phone.evaluate("caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name).then((cache) => cache.keys()))))")
    assert kept
    paths = phone.evaluate("caches.keys().then((n) => caches.open(n[0])).then((c) => c.keys()).then((k) => k.map((one) => new URL(one.url).pathname))")
    assert "/offline/" in paths and all(path == "/offline/" or path.startswith("/static/core/") for path in paths)


def test_a_reader_is_counted_once_and_a_share_too(phone: Page, site: Site):
    page = article("供暖首周，暖气漏水报修涨了四成")
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.url)
    with phone.expect_request("**/api/v1/reads/", timeout=15_000) as sent:
        phone.goto(f"{page.url}#qr")
    assert "cookie" not in {name.lower() for name in sent.value.all_headers()}
    phone.get_by_role("button", name="复制网址").click()
    expect(phone.get_by_text("网址复制好了，粘到聊天里就行。")).to_be_visible()
    assert phone.evaluate("navigator.clipboard.readText()") == f"{site.url}{page.url}"
    poll(lambda: ReadDay.objects.count() == 2, timeout=5)
    assert sorted(ReadDay.objects.values_list("page_id", "action", "source", "times")) == [(page.pk, "read", "qr", 1), (page.pk, "share", "link", 1)]
    assert phone.evaluate(f"sessionStorage.getItem('read:{page.pk}')") == "1"


@pytest.mark.parametrize("viewport", [SMALLEST, ZOOMED], ids=["320px", "200%"])
def test_nothing_runs_out_of_a_small_window(browser_page: Page, site: Site, viewport: dict):
    firm, member = make_enterprise(), make_user()
    offer, need = make_listing(enterprise=firm, title="两居室擦窗，双层玻璃里外都擦"), make_listing(side="request", author=member)
    job, page = make_job(enterprise=firm), article("供暖首周，暖气漏水报修涨了四成，先关阀再打电话")
    pages = [page.url, notice().url, lesson().url, course().url, partner_page().url]
    things = [offer.get_absolute_url(), need.get_absolute_url(), firm.get_absolute_url(), job.get_absolute_url(), offer.category.get_absolute_url()]
    lists = ["/", "/search/?q=擦窗", "/services/", "/listings/", "/enterprises/", "/jobs/", "/prices/", "/news/", "/classroom/", "/training/", "/offline/"]
    forms = ["/accounts/login/", "/accounts/signup/", "/feedback/", "/enquiries/new/", "/terms/"]
    assert wider(browser_page, [*lists, *pages, *things, *forms]) == []
    log_in(Keyboard(browser_page), "/my/", member.phone)
    own = ["/my/", "/my/profile/", "/my/listings/new/?side=request", f"/my/listings/{need.pk}/", f"/listings/{offer.pk}/enquire/", f"/jobs/{job.pk}/apply/"]
    assert wider(browser_page, own) == []


@pytest.mark.parametrize("viewport", [SMALLEST, ZOOMED], ids=["320px", "200%"])
def test_a_visitor_asks_about_a_service_by_keyboard_alone_in_a_small_window(browser_page: Page, viewport: dict):
    member = make_user()
    wanted = make_listing(enterprise=make_enterprise(), title="两居室擦窗")
    call_command("search", "rebuild", json=True)
    page, keys = browser_page, Keyboard(browser_page)
    page.goto("/")
    keys.to("跳到正文")
    keys.write("要找什么服务", "擦窗")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    keys.follow("两居室擦窗")
    expect(page.get_by_role("heading", level=1)).to_have_text("两居室擦窗")
    log_in(keys, f"/listings/{wanted.pk}/enquire/", member.phone)
    keys.write("留言", "这个周六上午能来吗？")
    keys.follow("发出留言")
    assert Enquiry.objects.filter(listing=wanted, asker=member).exists()
    assert keys.unseen() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
