"""Somebody hands in or publishes an article while it is being saved by itself: one article, with all that was written, and no error.

Wagtail lets both requests go; core/static/core/autosave.js holds the second back until the first has answered. The twin without it shows the fault.
"""

import re

from playwright.sync_api import APIResponse, Page, Route, expect

from cms.articles.models import ArticlePage
from tests.cms.factories import draft_article, section
from tests.journeys.keyboard import Keyboard
from tests.journeys.people import log_in
from tests.members.factories import make_staff
from tests.services.site import Site
from tests.waiting import poll

TITLE, LAST = "腊月里擦玻璃，先化霜再上水", "最后补的这一句。"
LISTING = r"/admin/pages/\d+/$"  # where one arrives when it is done


class Slow:
    """Keeps the answers to what the page saves by itself: the server has done it, the page has not heard of it."""

    def __init__(self, page: Page) -> None:
        """Keep them from now on."""
        self.page, self.kept, self.asked = page, list[tuple[Route, APIResponse]](), 0
        page.route(re.compile("/admin/pages/"), self._keep)

    def _keep(self, route: Route) -> None:
        if route.request.method != "POST" or route.request.headers.get("accept") != "application/json":
            route.continue_()
            return
        self.asked += 1
        self.kept.append((route, route.fetch()))

    def after_writing(self) -> None:
        """Write until the server has saved: what is written in a page's first seconds is not noticed."""
        words = iter("先化霜，再上水，最后从上往下刮干净。")

        def saved() -> bool:
            self.page.evaluate("true")  # lets Playwright hand over what has come
            if not self.kept:
                self.page.locator("#id_intro").press_sequentially(next(words))
            return bool(self.kept)

        poll(saved, timeout=30, every=3.5, why="saved by itself")

    def tell(self) -> None:
        """Let the page hear."""
        for route, answer in self.kept:
            assert answer.ok, answer.text()
            route.fulfill(response=answer)
        self.kept.clear()


def press(page: Page, name: str) -> None:
    """Press a button of the editor's menu."""
    page.get_by_role("button", name="更多动作").click()
    page.get_by_role("button", name=name, exact=True).click(no_wait_after=True)


def new_article(page: Page, slow: Slow) -> None:
    """Begin an article; the server has saved it once, and one more sentence is written."""
    page.goto(f"/admin/pages/add/articles/articlepage/{section('society').pk}/")
    page.locator("#id_title").fill(TITLE)
    slow.after_writing()
    page.locator("#id_intro").fill(LAST)


def test_handed_in_while_a_new_article_is_saved(browser_page: Page, site: Site):
    log_in(Keyboard(browser_page), "/admin/", make_staff("editor", name="刘思远").phone)
    slow = Slow(browser_page)
    new_article(browser_page, slow)
    press(browser_page, "提交给内容审核")
    slow.tell()
    expect(browser_page).to_have_url(re.compile(LISTING), timeout=30_000)
    page = ArticlePage.objects.get(title=TITLE)
    assert page.get_latest_revision_as_object().intro == LAST
    assert page.workflow_in_progress
    assert slow.asked == 1


def test_published_while_a_draft_is_saved(browser_page: Page, site: Site):
    draft = draft_article(TITLE, under="society")
    log_in(Keyboard(browser_page), "/admin/", make_staff("publisher", name="高洁").phone)
    slow = Slow(browser_page)
    browser_page.goto(f"/admin/pages/{draft.pk}/edit/")
    slow.after_writing()
    browser_page.locator("#id_intro").fill(LAST)
    press(browser_page, "发布")
    slow.tell()
    expect(browser_page).to_have_url(re.compile(LISTING), timeout=30_000)
    draft.refresh_from_db()
    assert draft.live and draft.intro == LAST
    assert not draft.has_unpublished_changes
    assert slow.asked == 1


def test_handed_in_before_the_saving_is_sent(browser_page: Page, site: Site):
    log_in(Keyboard(browser_page), "/admin/", make_staff("editor", name="刘思远").phone)
    browser_page.goto(f"/admin/pages/add/articles/articlepage/{section('society').pk}/")
    browser_page.evaluate("addEventListener('w-autosave:save', () => { window.begun = true; })")
    browser_page.locator("#id_title").fill(TITLE)
    words = iter("先化霜，再上水，最后从上往下刮干净。")
    poll(lambda: browser_page.locator("#id_intro").press_sequentially(next(words)) or browser_page.evaluate("window.begun"), timeout=30, every=1.5)
    browser_page.locator("#id_intro").fill(LAST)
    press(browser_page, "提交给内容审核")
    expect(browser_page).to_have_url(re.compile(LISTING), timeout=30_000)
    page = ArticlePage.objects.get(title=TITLE)
    assert page.workflow_in_progress
    assert page.get_latest_revision_as_object().intro == LAST


def test_the_twin_without_our_script_creates_it_a_second_time(browser_page: Page, site: Site):
    log_in(Keyboard(browser_page), "/admin/", make_staff("editor", name="刘思远").phone)
    browser_page.route("**/core/autosave.js", lambda route: route.abort())
    slow = Slow(browser_page)
    new_article(browser_page, slow)
    with browser_page.expect_navigation():
        press(browser_page, "提交给内容审核")
    pages = ArticlePage.objects.filter(title=TITLE)
    assert pages.count() != 1 or not pages.get().workflow_in_progress
