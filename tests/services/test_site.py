"""The running site: it serves, works in the background, dies and comes back, and a browser reads it."""

import urllib.request

import pytest

from tests.fixtures.browser import NARROW, WIDE
from tests.waiting import poll


def status(url: str) -> int:
    """The status that the address answers."""
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.status


def test_site_serves_and_comes_back_after_a_kill(site):
    assert status(f"{site.url}/healthz/live") == 200
    assert site.work.alive
    site.web.kill()
    assert not site.web.alive
    site.web.start()
    assert status(f"{site.url}/healthz/live") == 200


@pytest.mark.parametrize("viewport", [WIDE, NARROW])
def test_browser_reads_the_site(browser_page, viewport):
    answer = browser_page.goto("/healthz/live")
    assert answer.status == 200
    assert browser_page.viewport_size == viewport
    assert poll(lambda: browser_page.inner_text("body"))
