"""Everything that a visitor may do, done with a finger on a phone, on a site that can be installed there as an app (UXR-06).

Every form that tests/architecture/endpoints.toml calls public, and what a neighbour does once he has an account, is sent by touch;
every page of the visitor's side is opened at 390 px and scrolls down only.
"""

import re
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import resolve
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from dispatch.intake.models import Enquiry as Consultation
from dispatch.intake.models import Feedback
from dispatch.surveys.services import path_of
from tests.cms.pages.factories import partner_page
from tests.dispatch.surveys.factories import invite
from tests.home.visitors import visited
from tests.journeys.test_enterprise_joins import PHONE as NUMBER
from tests.journeys.test_enterprise_joins import code_on_the_simulator
from tests.journeys.test_phone import AGENT, PHONE
from tests.journeys.test_small_screens import wider
from tests.marketplace.factories import make_enterprise, make_listing, moderation
from tests.marketplace.recruitment.factories import make_job
from tests.members.factories import PASSWORD, make_user
from tests.services.site import Site

ENDPOINTS = Path(__file__).parents[1] / "architecture" / "endpoints.toml"
# The first administrator, and the doors of the demo: nobody's functions on a real site. The API is not touched with a finger.
NOT_VISITORS = re.compile(r"operations:setup|members:demo|api-.*")
NEIGHBOURS = {"listings:enquire", "listings:post", "listings:terms", "listings:photos", "listings:act", "recruitment:apply"}
NEIGHBOURS |= {"flags:report", "favourites:save", "favourites:drop", "pages:sign-up"}


@pytest.fixture
def phone(site: Site, browser: Browser) -> Iterator[Page]:
    """A phone: small, touched, with its service worker."""
    touched = {"viewport": PHONE, "user_agent": AGENT, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
    context = browser.new_context(base_url=site.url, locale="zh-CN", timezone_id="Asia/Shanghai", **touched)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert not errors, f"errors in the page: {errors}"


def sent_by(page: Page) -> set[str]:
    """The names of the addresses that forms are sent to from now on."""
    names: set[str] = set()

    def note(request) -> None:
        path = re.sub(r"^https?://[^/]+|\?.*", "", request.url)
        if request.method == "POST" and request.is_navigation_request():
            names.add(resolve(path).view_name)

    page.on("request", note)
    return names


def press(page: Page, name: str) -> None:
    """Touch the button or link with this name and wait for the page that it leads to."""
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("main").get_by_role("button", name=re.compile(name)).or_(
            page.get_by_role("main").get_by_role("link", name=re.compile(name))
        ).first.tap()


def fill(page: Page, **fields: str) -> None:
    """Touch the fields with these names of the form and write."""
    for name, text in fields.items():
        field = page.locator(f"main form[method=post] [name={name}]").first
        field.tap()
        field.fill(text)


def tick(page: Page, *names: str) -> None:
    """Touch boxes and choices."""
    for name in names:
        page.get_by_role("main").get_by_label(re.compile(name)).first.check()


def can_be_installed(page: Page) -> None:
    """What browsers ask for: a secure origin, a worker that answers for the page, a manifest with name, start, display and both icons."""
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    assert page.evaluate("isSecureContext")
    said = page.evaluate("fetch(document.querySelector('link[rel=manifest]').href).then((answer) => answer.json())")
    assert said["name"] and said["short_name"] and said["display"] == "standalone" and said["start_url"].startswith(said["scope"])
    for icon in said["icons"]:
        drawn = page.evaluate("(src) => { const one = new Image(); one.src = src; return one.decode().then(() => `${one.width}x${one.height}`); }", icon["src"])
        assert drawn == icon["sizes"]
    assert {icon["sizes"] for icon in said["icons"]} >= {"192x192", "512x512"}
    page.context.set_offline(True)
    page.goto("/prices/")
    expect(page.get_by_role("heading", name="现在没有网络")).to_be_visible()
    page.context.set_offline(False)


def find(page: Page, words: str, title: str) -> None:
    """From the menu of the front page to the search, and to what was wanted."""
    page.goto("/")
    page.get_by_label("菜单").tap()
    expect(page.get_by_role("navigation", name="更多").get_by_role("link", name="供求信息")).to_be_visible()
    page.get_by_label("菜单").tap()
    box = page.get_by_label("要找什么服务").first
    box.tap()
    box.fill(words)
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("Enter")
    press(page, title)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def say_and_ask(page: Page) -> None:
    """Feedback and a question without an account; each has a number, and its progress is looked up with the end of the own number."""
    page.goto("/feedback/")
    tick(page, "建议|意见")
    fill(page, text="希望列表能按小区筛。", name="周先生", phone=NUMBER)
    press(page, "交上去")
    said = Feedback.objects.get()
    expect(page.get_by_text(said.number).first).to_be_visible()
    page.goto("/enquiries/new/")
    fill(page, text="两位老人白天要人陪，怎么收费？", name="周先生", phone=NUMBER)
    press(page, "交上去")
    asked = Consultation.objects.get()
    for kind, row in (("feedback", said), ("enquiries", asked)):
        page.context.clear_cookies()
        page.goto(f"/{kind}/{row.number}/")
        fill(page, tail=NUMBER[-4:])
        press(page, "查进度")
        expect(page.get_by_text(row.text)).to_be_visible()


def register(page: Page) -> None:
    """An account by a code on the phone."""
    page.goto("/accounts/signup/")
    page.get_by_label("手机号").fill(NUMBER)
    page.get_by_label("设一个密码").fill(PASSWORD)
    page.get_by_label(re.compile("怎么称呼你")).fill("周先生")
    tick(page, "我看过并同意.*(协议|条款)", "我看过并同意隐私说明")
    press(page, "收短信，注册")
    page.get_by_label("验证码").fill(code_on_the_simulator(page))
    press(page, "确认|验证")
    page.goto("/my/")
    expect(page.get_by_role("main")).to_contain_text("周先生")


def forget_the_password(page: Page, number: str) -> None:
    """The way back in for somebody who is out."""
    page.context.clear_cookies()
    page.goto("/accounts/password/reset/")
    page.locator("main form[method=post] input:not([type=hidden])").first.fill(number)
    press(page, "短信|验证码|下一步|重设|找回")
    expect(page.get_by_label(re.compile("验证码"))).to_be_visible()


def do_as_a_neighbour(page: Page, offer, job, partner) -> None:
    """Ask about a service, keep it and let it go, report it, apply for a job, sign up for work abroad, post a request."""
    page.goto(f"/listings/{offer.pk}/enquire/")
    fill(page, text="这个周六上午能来吗？")
    press(page, "发出留言")
    page.goto(f"/my/saved/add/listing/{offer.pk}/")
    press(page, "收进我的收藏")
    page.goto("/my/saved/")
    expect(page.get_by_role("link", name=offer.title)).to_be_visible()
    press(page, "从收藏里拿掉")
    page.goto(f"/report/listing/{offer.pk}/")
    page.locator("main input[name=reason]").first.check()
    press(page, "交上去")
    page.goto(f"/jobs/{job.pk}/apply/")
    fill(page, name="周先生", experience_years="3")
    tick(page, "同意把姓名")
    press(page, "投出应聘")
    expect(page.get_by_text("投出去了")).to_be_visible()
    page.goto(f"/labour-partners/{partner.pk}/sign-up/")
    fill(page, name="周先生", experience_years="2")
    tick(page, "同意把")
    press(page, "报上名")
    post_a_request(page)


def post_a_request(page: Page) -> None:
    """The three steps."""
    page.goto("/my/listings/new/?side=request")
    page.locator("main [name=category]").select_option(label="家庭保洁")
    fill(page, title="周末擦窗，三居室")
    press(page, "下一步")
    page.locator("main [name=wanted_from]").fill(f"{timezone.localdate() + timedelta(days=6):%Y-%m-%d}")
    page.locator("main [name=district]").select_option(label="朝阳区")
    fill(page, budget_max="200")
    page.locator("main [name=unit]").select_option(label="元/次")
    press(page, "下一步")
    page.locator("main input[type=file]").set_input_files("core/static/core/art/icon-192.png")
    press(page, "加上这张")
    press(page, "^发布$")
    expect(page.get_by_text("在排队审核").or_(page.get_by_text("看公开的页面")).first).to_be_visible()


def answer_a_survey(page: Page) -> None:
    """The link of a text message, without an account; a second time it thanks and asks nothing."""
    invitation = invite()
    page.goto(path_of(invitation))
    tick(page, "5 分", "看情况")
    press(page, "交上去")
    expect(page.get_by_text("收到了，谢谢")).to_be_visible()
    assert wider(page, [path_of(invitation)]) == []


@pytest.mark.req("UXR-06")
def test_all_that_a_visitor_may_do_is_done_with_a_finger(phone: Page, site: Site):
    moderation(True)
    member, firm = make_user(), make_enterprise(short_name="净禾家政")
    offer, job, partner = make_listing(enterprise=firm, title="双层玻璃里外两面擦"), make_job(enterprise=firm), partner_page(receivers=(firm,))
    pages = [path for _, path in visited()]
    call_command("search", "rebuild", json=True)
    can_be_installed(phone)
    assert wider(phone, pages) == []
    sent = sent_by(phone)
    find(phone, "两面擦", offer.title)
    say_and_ask(phone)
    register(phone)
    do_as_a_neighbour(phone, offer, job, partner)
    forget_the_password(phone, member.phone)
    answer_a_survey(phone)

    table = tomllib.loads(ENDPOINTS.read_text())["endpoint"]
    public = {
        name
        for name, row in table.items()
        if isinstance(row, dict) and row.get("POST") == "public" and not row.get("demo") and not NOT_VISITORS.fullmatch(name)
    }
    assert public and (public | NEIGHBOURS) - sent == set()
