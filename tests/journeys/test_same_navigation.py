"""The same navigation on every page, and every page looked at by a machine: WCAG, and what an eye would see at once (UXR-02).

Looked at: nothing scrolls sideways, no picture is missing, no word is cut off, no two things to press lie over one another.
"""

import pytest
from playwright.sync_api import Browser, Page

from tests.fixtures.browser import NARROW, WIDE
from tests.home.visitors import visited
from tests.journeys.keyboard import Keyboard
from tests.journeys.people import log_in
from tests.journeys.test_page_budgets import faults
from tests.marketplace.factories import make_enterprise
from tests.members.factories import make_user
from tests.services.site import Site

FORMS = ["/feedback/", "/enquiries/new/", "/accounts/login/", "/search/?q=没有这样的事"]
OWN = ["/my/", "/my/listings/new/?side=request", "/enterprise/"]
# The links of the header (wide), of its menu (narrow), with where the header stands; and the bar at the foot of a phone, if it is there.
NAVIGATION = """() => {
  const said = (links) => [...document.querySelectorAll(links)].map((one) => `${one.textContent.trim()} ${new URL(one.href).pathname}`);
  const box = document.querySelector('.site-head').getBoundingClientRect();
  return {
    links: said('.site-nav a'), menu: said('.site-head details.phone-only .menu-panel a:not([hreflang])'), bar: said('.tabbar a'), foot: said('.site-foot a:not([hreflang])'),
    head: [Math.round(box.left), Math.round(box.width), Math.round(box.height)], skip: said('.skip').length, current: document.querySelectorAll('.site-nav [aria-current]').length,
  };
}"""
BLEMISHES = """async () => {
  const found = [], seen = (one) => one.checkVisibility({opacityProperty: true, visibilityProperty: true}) && one.getClientRects().length;
  if (document.documentElement.scrollWidth > innerWidth) found.push(`scrolls sideways: ${document.documentElement.scrollWidth}`);
  for (const one of document.images) {
    one.loading = 'eager';
    if (seen(one)) await one.decode().catch(() => found.push(`no picture: ${one.src}`));
  }
  const name = (one) => `${one.tagName.toLowerCase()}.${one.className} ${(one.textContent || one.name || '').trim().slice(0, 30)}`;
  for (const one of document.querySelectorAll('a, button, label, h1, h2, h3, th, td, .badge, .chip, p')) {
    const style = getComputedStyle(one);
    if (!seen(one) || one.matches('.vh, .skip') || style.overflow === 'visible' || style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none') continue;
    if (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 2) found.push(`cut off: ${name(one)}`);
  }
  const fixed = (one) => { for (let up = one; up && up !== document.body; up = up.parentElement) if (['fixed', 'sticky'].includes(getComputedStyle(up).position)) return true; return false; };
  const press = [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')].filter((one) => seen(one) && !fixed(one) && !one.matches('.skip'));
  const boxes = press.map((one) => [one, [...one.getClientRects()].filter((box) => box.width > 3 && box.height > 3)]);
  for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
    const [one, mine] = boxes[i], [other, theirs] = boxes[j];
    if (one.contains(other) || other.contains(one) || getComputedStyle(one, '::after').position === 'absolute' || getComputedStyle(other, '::after').position === 'absolute') continue;
    const over = mine.some((a) => theirs.some((b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 3 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3));
    if (over && !(one.closest('.field, .search, form') && one.closest('form') === other.closest('form') && one.matches('input, button') && other.matches('input, button'))) found.push(`over one another: ${name(one)} | ${name(other)}`);
  }
  return found;
}"""


def opened(page: Page, path: str) -> dict:
    """The page, come to rest; its navigation."""
    answer = page.goto(path)
    assert answer is not None and answer.status == 200, path
    page.wait_for_load_state("networkidle")
    return page.evaluate(NAVIGATION)


def differing(first: dict, now: dict, path: str) -> list[str]:
    """Where the navigation of a page is not that of the front page.

    At the foot of a phone stands the bar of the site, nothing beside a button to buy or ask, and one's own centre in one's own centre.
    """
    bar = [] if now["bar"] in ([], first["bar"]) or (path in OWN and now["bar"][0] == first["bar"][0]) else ["bar"]
    wrong = [name for name in ("links", "menu", "foot", "head", "skip") if now[name] != first[name]] + bar
    return [f"{path}: {name} {now[name]} instead of {first[name]}" for name in wrong] + (
        [f"{path}: {now['current']} current entries"] if now["current"] > 1 else []
    )


def judged(page: Page, paths: list[str], first: dict, *, thorough: list[str]) -> list[str]:
    """Everything that is wrong with these pages; WCAG of the `thorough` ones."""
    found = []
    for path in paths:
        found += differing(first, opened(page, path), path)
        found += [f"{path}: {what}" for what in page.evaluate(BLEMISHES)]
        found += faults(page, path) if path in thorough else []
    return found


@pytest.mark.req("UXR-02")
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_page_has_the_same_navigation_and_nothing_to_blame(browser: Browser, site: Site, viewport: dict[str, int]):
    owner = make_user(name="赵安")
    make_enterprise(owner, short_name="净禾家政")
    pages = visited()
    public = [path for _, path in pages]
    # test_page_budgets asks for WCAG of each of them: here one of each kind, and what it has not.
    thorough = [*dict(reversed(pages)).values(), *FORMS, *OWN]
    context = browser.new_context(base_url=site.url, locale="zh-CN", viewport=viewport, reduced_motion="reduce", service_workers="block")
    page = context.new_page()
    first = opened(page, "/")
    assert len(first["links"]) >= 5 and len(first["menu"]) > len(first["links"]) - 1 and len(first["bar"]) >= 3 and first["foot"]
    found = judged(page, [*public, *FORMS], first, thorough=thorough)
    log_in(Keyboard(page), "/my/", owner.phone)
    found += judged(page, OWN, first, thorough=thorough)
    context.close()
    assert not found, "\n".join(found)


def test_what_an_eye_would_see_is_found(browser: Browser, site: Site):
    page = browser.new_page(base_url=site.url, viewport=WIDE)
    first = opened(page, "/terms/")
    page.evaluate("""() => {
      const main = document.querySelector('main');
      main.insertAdjacentHTML('beforeend', '<p id=a></p><img src="/static/nothing.png" alt=""><a id=b href="/">回首页</a><a id=c href="/">回首页</a><h2 id=d>很长很长的一行字，装不下</h2>');
      Object.assign(document.querySelector('#a').style, {width: '3000px', height: '1px'});
      Object.assign(document.querySelector('#c').style, {display: 'inline-block', position: 'relative', left: '-40px'});
      Object.assign(document.querySelector('#d').style, {width: '40px', height: '1em', overflow: 'hidden'});
      document.querySelector('.site-nav li').remove();
    }""")
    kinds = {what.partition(":")[0] for what in page.evaluate(BLEMISHES)}
    wrong = differing(first, page.evaluate(NAVIGATION), "/terms/")
    page.close()
    assert kinds == {"scrolls sideways", "no picture", "cut off", "over one another"}
    assert [text.partition(" ")[2].partition(" ")[0] for text in wrong] == ["links"]
