"""What the journeys share: how somebody logs in by keyboard, a second person's browser, and asking the site until it is so."""

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

from tests.journeys.keyboard import Keyboard
from tests.members.factories import PASSWORD
from tests.services.site import Site
from tests.waiting import poll

FOLLOWS_WITHIN = 2.0


def get(site: Site, path: str) -> tuple[int, str]:
    """Status and text of an address, as a visitor without cookies."""
    try:
        with urllib.request.urlopen(site.url + path, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def found(site: Site, words: str) -> list[str]:
    """The addresses that a search finds."""
    status, text = get(site, f"/api/v1/search/?{urllib.parse.urlencode({'q': words})}")
    assert status == 200, text
    return [item["url"] for item in json.loads(text)["items"]]


def follows(since: float, what: str, until: Callable[[], object], *, within: float = FOLLOWS_WITHIN) -> float:
    """Ask until it is so; fails when it takes longer than `within` seconds from `since`. Prints and returns the seconds."""
    poll(until, timeout=within * 5, every=0.02, why=what)
    seconds = time.monotonic() - since
    print(f"{what}: {seconds:.2f} s")
    assert seconds <= within, f"{what}: {seconds:.2f} s"
    return seconds


def log_in(keys: Keyboard, address: str, phone: str) -> None:
    """Ask for an address that wants a log-in, log in and be there."""
    keys.page.goto(address)
    keys.write("手机号或登录名", phone)
    keys.write("密码", PASSWORD)
    with keys.page.expect_navigation(wait_until="load"):
        keys.page.keyboard.press("Enter")


@contextmanager
def second_browser(browser: Browser, page: Page, site: Site) -> Iterator[Keyboard]:
    """Another person at another machine with a window of the same size."""
    context = browser.new_context(base_url=site.url, locale="zh-CN", timezone_id="Asia/Shanghai", viewport=page.viewport_size, service_workers="block")
    yield Keyboard(context.new_page())
    context.close()
