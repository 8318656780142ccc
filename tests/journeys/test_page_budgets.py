"""Core visitor pages in Chromium: no fault of WCAG 2.2 AA, and no page heavier, slower or more restless than its budget (POR-09)."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import Browser, Page

from tests.fixtures.browser import NARROW, WIDE
from tests.home.visitors import visited
from tests.page_budgets import BUDGETS, MOST_SHIFT, SLOWEST_PAINT_MS
from tests.services.site import Site

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
# The largest paint and the sum of shifts that no finger caused, as web-vitals count them; asked for when the page has come to rest.
VITALS = """() => new Promise((done) => {
  const found = {paint: 0, shift: 0};
  new PerformanceObserver((list) => { for (const one of list.getEntries()) found.paint = one.startTime; }).observe({type: 'largest-contentful-paint', buffered: true});
  new PerformanceObserver((list) => { for (const one of list.getEntries()) if (!one.hadRecentInput) found.shift += one.value; }).observe({type: 'layout-shift', buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => {
    const parts = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
    const code = parts.filter((one) => ['navigation', 'script', 'link', 'css'].includes(one.initiatorType) && !/\\.(png|svg|json|webmanifest)|manifest/.test(one.name));
    done({...found, requests: parts.length, whole: code.reduce((sum, one) => sum + one.decodedBodySize, 0) / 1024});
  }));
})"""
# The browser itself asks for the icon and the manifest, and for what lies just below the fold.
AIR = 14
TRIES = 3


def measured(page: Page, path: str) -> dict[str, Any]:
    """What the browser says of a page that has come to rest."""
    answer = page.goto(path)
    assert answer is not None and answer.status == 200, path
    page.wait_for_load_state("networkidle")
    return page.evaluate(VITALS)


def settled(page: Page, kind: str, path: str) -> dict[str, Any]:
    """The best of at most three tries: the machine does other things too. The first visit, which renders and stores the page, does not count."""
    page.goto(path)
    best = measured(page, path)
    for _ in range(TRIES - 1):
        if not over(kind, path, best):
            break
        again = measured(page, path)
        best = {name: min(value, again[name]) for name, value in best.items()}
    return best


def over(kind: str, path: str, found: dict[str, Any]) -> list[str]:
    """Where a page is beyond its budget."""
    budget = BUDGETS[kind]
    limits = {"whole": budget.whole, "requests": budget.requests + AIR, "paint": SLOWEST_PAINT_MS, "shift": MOST_SHIFT}
    return [f"{path}: {name} {found[name]:.2f} > {limit}" for name, limit in limits.items() if found[name] > limit]


def faults(page: Page, path: str) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA."""
    violations = Axe().run(page, options=RULES).response["violations"]
    return [f"{path}: {one['id']} {node['target']} {node['html'][:120]}" for one in violations for node in one["nodes"]]


@pytest.mark.req("POR-09")
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_core_pages_pass_wcag_and_stay_within_their_budgets(browser: Browser, site: Site, viewport: dict[str, int]):
    pages = visited()
    call_command("search", "rebuild", json=True)
    context = browser.new_context(base_url=site.url, locale="zh-CN", viewport=viewport, reduced_motion="reduce", service_workers="block")
    page, found = context.new_page(), []
    for kind, path in pages:
        found += over(kind, path, settled(page, kind, path)) + faults(page, path)
    context.close()
    assert not found, "\n".join(found)


def test_a_page_that_jumps_is_found(browser: Browser, site: Site):
    page = browser.new_page(base_url=site.url)
    page.goto("/terms/")
    page.evaluate("""() => { const block = document.createElement('div'); block.style.height = '300px'; document.querySelector('main').prepend(block); }""")
    found = page.evaluate(VITALS)
    page.close()
    assert found["shift"] > MOST_SHIFT and over("text", "/terms/", found)
