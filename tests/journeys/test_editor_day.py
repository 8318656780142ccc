"""An editor's day: a notice and a lesson, sent back once, approved, live at its hour, found, true while prices change, read and counted. No mouse.

Four people at four browsers: the editor, the publisher, the enterprise whose service the lesson shows, and a reader in WeChat.
"""

import re
import time
from datetime import timedelta
from urllib.parse import urlencode

from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from cms.articles.models import LessonPage, NoticePage
from core.models import ScheduleRun
from marketplace.listings.models import Listing
from tests.cms.factories import notice_index, topic
from tests.fixtures.browser import NARROW
from tests.journeys.keyboard import Keyboard
from tests.journeys.people import follows, found, get, log_in, second_browser
from tests.marketplace.factories import make_enterprise, make_listing, moderation
from tests.members.factories import make_staff, make_user
from tests.services.site import Site
from tests.waiting import poll

NOTICE, NUMBER, ISSUER = "关于冬季上门服务安全的通知", "京商服字〔2026〕118 号", "市商务局"
LESSON, INTRO, BETTER = "外窗结霜以后再擦，顺序要倒过来", "先化霜。", "先化霜，再上水，从上往下一刀收干。"
SERVICE, WHY = "双层玻璃里外两面擦", "文章里说的擦法，他们家做。"
REASON = "导语太短，读的人不知道能学到什么。"
WECHAT = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/141.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.60"
# The background process looks once a second at what is due.
AT_ITS_HOUR = 4.0


def hand_in(keys: Keyboard) -> None:
    """Into the queue of 内容审核; a page that nothing has saved before is made by it, and the answer says so."""
    keys.enter("更多动作", back=True)
    keys.follow("(重新)?提交给.*", role="button")
    expect(keys.page.get_by_text(re.compile("已经提交进行审核|已创建并提交审核"))).to_be_visible()


def approve(keys: Keyboard, title: str) -> None:
    """From the publisher's list of what waits to the approval."""
    keys.page.goto("/admin/")
    keys.follow(title)
    keys.enter("更多动作", back=True)
    keys.follow("批准并发布", role="button")


def write_notice(keys: Keyboard) -> None:
    """A notice of 政务公开 that is in force since yesterday."""
    today = timezone.localdate()
    keys.page.goto(f"/admin/pages/{notice_index().pk}/")
    keys.follow("添加子页面")
    keys.write(r"标题 ?\*", NOTICE, role="textbox")
    keys.write(r"提要 ?\*", "零下五度以下不擦外窗，报价单照样要写清。", role="textbox")
    keys.write(r"发文机关 ?\*", ISSUER, role="textbox")
    keys.write("文号", NUMBER, role="textbox")
    keys.write(r"发文日期 ?\*", f"{today - timedelta(days=9):%Y-%m-%d}", role="textbox")
    keys.write("施行日期", f"{today - timedelta(days=1):%Y-%m-%d}", role="textbox")
    hand_in(keys)


def write_lesson(keys: Keyboard) -> None:
    """A lesson with a live service and two tags, for tomorrow morning."""
    keys.page.goto(f"/admin/pages/{topic('cleaning').pk}/")
    keys.follow("添加子页面")
    keys.write(r"标题 ?\*", LESSON, role="textbox")
    keys.write(r"导语 ?\*", INTRO, role="textbox")
    keys.enter("插入内容块")
    keys.write("搜索项…", "服务", role="combobox")
    keys.page.keyboard.press("Enter")
    keys.enter("选一项服务")
    keys.enter(SERVICE)
    keys.write("为什么放在这里", WHY, role="textbox")
    keys.write("标签", "擦窗, 冬天", role="textbox")
    keys.enter("状态开关")
    keys.enter("设置计划")
    keys.write("上线日期/时间", f"{timezone.localdate() + timedelta(days=1):%Y-%m-%d} 08:00", role="textbox")
    keys.follow("保存计划")
    expect(keys.page.get_by_text("定时之后").first).to_be_visible()
    hand_in(keys)


def send_back(keys: Keyboard) -> None:
    """The publisher asks for changes and says why."""
    keys.page.goto("/admin/")
    keys.follow(LESSON)
    keys.enter("更多动作", back=True)
    keys.enter("请求修改")
    keys.write("评论", REASON, role="textbox")
    keys.follow("请求修改", role="button")


def put_right(keys: Keyboard) -> None:
    """The editor reads why and hands in again."""
    keys.page.goto("/admin/")
    keys.follow(LESSON)
    keys.enter("查看详情")
    expect(keys.page.get_by_text(REASON).first).to_be_visible()
    keys.page.keyboard.press("Escape")
    keys.write(r"导语 ?\*", BETTER, role="textbox", limit=300)
    hand_in(keys)


def the_hour_comes(page: LessonPage) -> float:
    """What was set for tomorrow was set for a minute ago, and the job is due; returns the moment. The site's own background process does the rest."""
    ago = timezone.now() - timedelta(minutes=1)
    timed = page.revisions.get(approved_go_live_at__isnull=False)
    timed.content["go_live_at"], timed.approved_go_live_at = ago.isoformat(), ago
    timed.save(update_fields=["content", "approved_go_live_at"])
    ScheduleRun.objects.filter(name="core.pages").update(started_at=ago)
    return time.monotonic()


def change_the_price(keys: Keyboard, row: Listing, phone: str) -> None:
    """The enterprise asks for more from now on."""
    log_in(keys, f"/enterprise/listings/{row.pk}/edit/", phone)
    keys.write("价格.*", "15")
    keys.follow("保存|存好|提交.*")
    expect(keys.page.get_by_text("通过之前先不公开")).to_be_visible()


def let_it_pass(keys: Keyboard) -> None:
    """The changed service is public again."""
    keys.page.goto("/admin/marketplace-listings/")
    keys.follow(SERVICE)
    keys.follow("通过，公开出去")


def read_in_wechat(browser: Browser, site: Site, path: str) -> None:
    """Somebody opens it from a chat and stays for five seconds."""
    context = browser.new_context(base_url=site.url, locale="zh-CN", viewport=NARROW, user_agent=WECHAT, service_workers="block")
    page = context.new_page()
    with page.expect_response("**/api/v1/reads/", timeout=20_000) as answer:
        page.goto(path)
    assert answer.value.ok
    context.close()


def see_the_reads(keys: Keyboard) -> None:
    """报告, 阅读和分享: how many, and from where."""
    keys.page.goto("/admin/")
    keys.enter("报告")
    keys.follow("阅读和分享")
    line = keys.page.get_by_role("row").filter(has_text=LESSON)
    expect(line.get_by_role("cell").nth(2)).to_have_text("1")
    expect(line).to_contain_text("微信 1")


def check_notice(keys: Keyboard, site: Site) -> None:
    """In force, filtered by its issuer, found by its number."""
    page = NoticePage.objects.get(title=NOTICE)
    assert page.live, "approved"
    listed = get(site, f"/news/government/documents/?{urlencode({'issuer': ISSUER, 'standing': 'in_force'})}")[1]
    assert NOTICE in listed
    poll(lambda: page.get_url() in found(site, NUMBER), timeout=10, why="found by its number")
    keys.page.goto(page.get_url())
    expect(keys.page.locator("dl.facts")).to_contain_text(NUMBER)
    expect(keys.page.locator("dl.facts")).to_contain_text("现行有效")


def live_block(page: Page, path: str) -> Locator:
    """The service in the lesson, as a reader sees it now."""
    page.goto(path)
    return page.locator("section.live")


def test_a_notice_and_a_lesson_from_the_draft_to_the_readers(browser_page: Page, browser: Browser, site: Site):
    owner, editor, publisher = make_user(name="赵安"), make_staff("editor", name="刘思远"), make_staff("publisher", name="高洁")
    row = make_listing(enterprise=make_enterprise(owner, short_name="净禾家政"), title=SERVICE, price_fen=1200)
    moderation(True)
    keys = Keyboard(browser_page)
    log_in(keys, "/admin/", editor.phone)
    expect(browser_page.get_by_role("button", name="搜索").first).to_be_attached()
    assert browser_page.get_by_role("button", name="Search").count() == 0
    write_notice(keys)
    write_lesson(keys)
    lesson = LessonPage.objects.get(title=LESSON)
    path = lesson.get_url()

    with second_browser(browser, browser_page, site) as hers:
        log_in(hers, "/admin/", publisher.phone)
        approve(hers, NOTICE)
        check_notice(hers, site)
        send_back(hers)
        put_right(keys)
        approve(hers, LESSON)
        assert get(site, path)[0] == 404, "not before its hour"
        since = the_hour_comes(lesson)
        follows(since, "live at its hour", lambda: get(site, path)[0] == 200, within=AT_ITS_HOUR)
        follows(time.monotonic(), "in search", lambda: path in found(site, "外窗结霜"))
        assert LESSON in get(site, "/classroom/cleaning/")[1] and LESSON in get(site, f"/classroom/?{urlencode({'tag': '冬天'})}")[1]

        expect(live_block(browser_page, path)).to_contain_text(f"{SERVICE}净禾家政 · 朝阳区12 元/小时")
        with second_browser(browser, browser_page, site) as theirs:
            change_the_price(theirs, row, owner.phone)
        expect(live_block(browser_page, path)).to_have_count(0)
        let_it_pass(hers)
        expect(live_block(browser_page, path)).to_contain_text("15 元/小时")
    expect(browser_page.locator(".hero-lead")).to_have_text(BETTER)
    read_in_wechat(browser, site, path)
    see_the_reads(keys)
