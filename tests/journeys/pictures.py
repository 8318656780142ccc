"""`make images`: the pictures of docs/images, taken in Chromium from a running demo city (`make run` in another terminal).

PORT says where it runs. Each page is scrolled through first, so that pictures below the fold have come; what is longer than
`LONGEST` pixels is cut there; the files are reduced to a palette.
"""

import io
import json
import os
import sys
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.fixtures.browser import FLAGS
from tests.services.place import BASE_DIR, program

TARGET = BASE_DIR / "docs" / "images"
WIDTHS, HEIGHT, LONGEST, LARGEST = (1280, 390), 1000, 2600, 140_000
# name → (role whose door of /demo/ is taken, address; a callable chooses it on the page where one has arrived)
SCREENS = {
    "home": ("visitor", "/"),
    "results": ("visitor", "/search/?q=月嫂&side=offer"),
    "listing": ("visitor", "first listing"),
    "article": ("visitor", "/news/society/ .story a"),
    "storefront": ("visitor", "/enterprises/ a[href^='/enterprises/']:not([href='/enterprises/'])"),
    "prices": ("visitor", "/prices/"),
    "notices": ("visitor", "/news/government/documents/"),
    "classroom": ("visitor", "/classroom/"),
    "jobs": ("visitor", "/jobs/"),
    "job": ("visitor", "/jobs/ .job a"),
    "training": ("visitor", "/training/"),
    "course": ("visitor", "/training/ .svc a"),
    "labour": ("visitor", "/labour/ main a[href^='/labour/']"),
    "feedback": ("visitor", "/feedback/"),
    "storefront-editor": ("enterprise_owner", "/enterprise/storefront/"),
    "jobs-own": ("enterprise_owner", "/enterprise/jobs/"),
    "courses-own": ("enterprise_owner", "/enterprise/courses/"),
    "storefront-review": ("publisher", "/admin/cms-storefronts/"),
    "feedback-desk": ("operator", "/admin/dispatch-intake/feedback/"),
    "basics": ("administrator", "/admin/marketplace-catalog-districts/"),
    "editor": ("editor", "/admin/pages/"),
    "apply": ("family", "/enterprise/apply/"),
    "approval": ("leader", "/admin/marketplace-enterprises/?state=submitted td a[href*='/admin/marketplace-enterprises/']"),
    "audit": ("auditor", "/admin/home-operations/audit/"),
    # visitors
    "services": ("visitor", "/services/"),
    "category": ("visitor", "/services/ main a[href^='/services/']"),
    "board": ("visitor", "/listings/"),
    "enterprises": ("visitor", "/enterprises/"),
    "outlets": ("visitor", "/outlets/"),
    "news": ("visitor", "/news/"),
    "section": ("visitor", "/news/industry/"),
    "notice": ("visitor", "/news/government/documents/ main a[href^='/news/government/documents/']:not([href*='?']):not([href$='documents/'])"),
    "lesson": ("visitor", "/classroom/cleaning/ main h3 a[href^='/classroom/cleaning/'], main .cover-link[href^='/classroom/cleaning/']"),
    "bulletins": ("visitor", "/bulletins/"),
    "bulletin": ("visitor", "/bulletins/ main a[href^='/bulletins/']:not([href*='feed']):not([href*='?'])"),
    "workers": ("visitor", "/workers/"),
    "worker": ("visitor", "/workers/ main .worker a[href^='/workers/']"),
    "booking": ("family", "/listings/1135/book/"),
    "booking-details": ("family", "/listings/1135/book/"),
    "booking-price": ("family", "/listings/1135/book/"),
    "orders": ("family", "/my/orders/"),
    "order": ("family", "/my/orders/ article:has-text('服务中') a"),
    "worker-day": ("worker", "/worker/visits/"),
    "worker-visit": ("worker", "/worker/visits/ main a:has-text('擦玻璃')"),
    "worker-home": ("worker", "/worker/"),
    "worker-calendar": ("worker", "/worker/calendar/"),
    "workers-own": ("enterprise_owner", "/enterprise/workers/"),
    "orders-own": ("enterprise_owner", "/enterprise/orders/"),
    "urgent": ("family", "/my/urgent/"),
    "offers": ("worker", "/worker/offers/"),
    "engagements": ("family", "/my/engagements/"),
    "engagement": ("family", "/my/engagements/ main a[href*='/my/engagements/L']"),
    "ratings-own": ("enterprise_owner", "/enterprise/ratings/"),
    "dispatch-board": ("dispatcher", "/admin/dispatch-board/"),
    "dispatch-week": ("dispatcher", "/admin/dispatch-board/week/"),
    "urgent-desk": ("dispatcher", "/admin/dispatch-urgent/"),
    "matching": ("dispatcher", "/admin/dispatch-matching/"),
    "follow-ups": ("quality", "/admin/dispatch-followups/"),
    "accidents": ("quality", "/admin/dispatch-accidents/"),
    "calls": ("operator", "/admin/dispatch-intake/calls/"),
    "desk": ("operator", "/simulators/calls/"),
    "queue": ("operator", "/admin/dispatch-intake/queue/"),
    "orders-desk": ("dispatcher", "/admin/marketplace-bookings/"),
    "workers-desk": ("leader", "/admin/marketplace-workers/?state=pending"),
    "compare": ("visitor", "/listings/compare/?id=66&id=78&id=61"),
    "nothing-found": ("visitor", "/search/?q=量子纠缠仪"),
    "terms": ("visitor", "/terms/"),
    "cities": ("visitor", "/cities/"),
    "log-in": ("visitor", "/accounts/login/"),
    "not-found": ("visitor", "/nowhere/"),
    "offline": ("visitor", "/offline/"),
    "english-home": ("visitor", "/en/"),
    "english-results": ("visitor", "/en/search/?q=window+cleaning"),
    # members
    "my": ("family", "/my/"),
    "post-side": ("family", "/my/listings/new/"),
    "my-listings": ("family", "/my/listings/"),
    "saved": ("family", "/my/saved/"),
    "saved-searches": ("family", "/my/searches/"),
    "save-search": ("family", "/my/searches/save/?q=月嫂&district=110105"),
    "notices-inbox": ("family", "/my/notices/"),
    "own-data": ("family", "/my/data/"),
    "history": ("family", "/my/history/"),
    "sessions": ("family", "/accounts/sessions/"),
    "profile": ("family", "/my/profile/"),
    "write-bulletin": ("family", "/my/bulletins/new/"),
    "series": ("family", "/my/series/"),
    "series-one": ("family", "/my/series/ main a[href*='/my/series/']:not([href$='/my/series/'])"),
    "series-choose": ("family", "/listings/1135/series/"),
    "by-the-month": ("family", "/listings/66/monthly/"),
    "packages": ("family", "/my/packages/"),
    "package-one": ("family", "/my/packages/ main a[href*='/my/packages/']:not([href$='/my/packages/'])"),
    "waiting": ("family", "/my/waiting/"),
    "real-name": ("family", "/my/real-name/"),
    "membership": ("visitor", "/membership/"),
    "ratings": ("visitor", "/ratings/enterprise/1/"),
    # enterprises
    "enterprise": ("enterprise_owner", "/enterprise/"),
    "agreements": ("enterprise_owner", "/enterprise/agreements/"),
    "outlets-own": ("enterprise_owner", "/enterprise/outlets/"),
    "listings-own": ("enterprise_owner", "/enterprise/listings/"),
    "flyers": ("enterprise_owner", "/enterprise/flyers/"),
    "series-own": ("enterprise_owner", "/enterprise/series/"),
    "packages-own": ("enterprise_owner", "/enterprise/packages/"),
    "addons-own": ("enterprise_owner", "/enterprise/addons/"),
    "waiting-own": ("enterprise_owner", "/enterprise/waiting/"),
    "board-own": ("enterprise_owner", "/enterprise/board/"),
    "substitutes-own": ("enterprise_owner", "/enterprise/substitutes/"),
    "monthly-own": ("enterprise_owner", "/enterprise/monthly/"),
    "insurance-own": ("enterprise_owner", "/enterprise/insurance/"),
    "outlets-report": ("enterprise_owner", "/enterprise/outlets/report/"),
    "storefront-preview": ("enterprise_owner", "/enterprise/storefront/preview/"),
    # staff
    "moderation": ("publisher", "/admin/marketplace-listings/"),
    "reads": ("editor", "/admin/cms-articles/reads/"),
    "demand": ("publisher", "/admin/search-demand/"),
    "try": ("publisher", "/admin/search-demand/try/?q=请问朝阳区照顾老人的阿姨一百以内"),
    "synonyms": ("publisher", "/admin/search-synonyms/"),
    "promotions": ("publisher", "/admin/search-promotions/"),
    "promotion": ("publisher", "/admin/search-promotions/ td a[href*='/edit/']"),
    "parameters": ("publisher", "/admin/core-parameters/"),
    "reports": ("publisher", "/admin/dispatch-flags/"),
    "bulletins-desk": ("publisher", "/admin/cms-bulletins/"),
    "guidance": ("publisher", "/admin/marketplace-pricing/"),
    "statistics": ("leader", "/admin/home-reports-enterprises/"),
    "coverage": ("leader", "/admin/home-reports-coverage/"),
    "series-desk": ("dispatcher", "/admin/marketplace-series/"),
    "engagements-desk": ("dispatcher", "/admin/marketplace-engagements/"),
    "ratings-desk": ("quality", "/admin/marketplace-ratings/"),
    "surveys-desk": ("quality", "/admin/dispatch-surveys/"),
    "risks": ("quality", "/admin/dispatch-accidents/risks/"),
    "levels-desk": ("leader", "/admin/marketplace-levels/"),
    "real-name-desk": ("leader", "/admin/marketplace-realname/"),
    "insurance-desk": ("leader", "/admin/marketplace-insurance/"),
    "process-desk": ("administrator", "/admin/marketplace-bookings-process/"),
    "health": ("administrator", "/admin/home-operations/health/"),
    "accounts": ("administrator", "/admin/members-accounts/"),
}


def choose_a_time(page: Page) -> None:
    """The second screen of a booking: where and for whom."""
    page.locator("main a[href*='/book/details/']").nth(2).click()
    page.wait_for_load_state("load")


def see_the_price(page: Page) -> None:
    """The third screen: what it costs, before anything is agreed."""
    choose_a_time(page)
    page.get_by_label("门牌号").fill("老山西里 6 号楼 302")
    page.get_by_role("button", name="看价格").click()
    page.wait_for_load_state("load")


def answer_a_call(page: Page) -> None:
    """The operator's form while somebody is on the telephone, with the times that are free."""
    page.get_by_label("来电号码").fill("13800000102")
    page.get_by_role("button", name="拨打").click()
    page.goto("/admin/dispatch-intake/calls/?state=ringing")
    page.goto(str(page.locator("td a[href*='/dispatch-intake/calls/']").first.get_attribute("href")))
    page.get_by_role("button", name="接听").click()
    for label, words in (("什么事", "保洁 2小时"), ("什么时间", "后天上午"), ("在哪里", "朝阳望京西园三区308号楼1202")):
        page.get_by_label(label, exact=True).press_sequentially(words)
    page.get_by_role("radio").first.wait_for()


def hang_up(page: Page) -> None:
    """Whoever rang is gone."""
    page.goto("/simulators/calls/")
    page.get_by_role("button", name="客户挂断").first.click()


# What is done on a page before it is taken, and after.
BEFORE = {"booking-details": choose_a_time, "booking-price": see_the_price, "desk": answer_a_call}
AFTER = {"desk": hang_up}
LOAD_ALL = """async () => {
  for (let top = 0; top < document.documentElement.scrollHeight; top += 600) { scrollTo(0, top); await new Promise((done) => setTimeout(done, 60)); }
  scrollTo(0, 0);
  await Promise.all([...document.images].map((image) => image.complete || !image.getClientRects().length ? null : new Promise((done) => { image.onload = image.onerror = done; })));
}"""

# The admin scrolls a part of the page, not the page.
TALLEST = "Math.max(...[document.documentElement, ...document.querySelectorAll('body, main, .wrapper, .content-wrapper')].map((one) => one.scrollHeight))"


def base() -> str:
    """Where the demo city runs."""
    return f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"


def first_listing() -> str:
    """The address of the first offer of an enterprise that a search for 月嫂 finds."""
    query = "q=%E6%9C%88%E5%AB%82&type=listing&side=offer"
    with urllib.request.urlopen(f"{base()}/api/v1/search/?{query}", timeout=20) as answer:
        return json.load(answer)["items"][0]["url"]


def enter(page: Page, role: str) -> None:
    """Take the door of this role."""
    page.goto("/demo/")
    page.locator(f"button[value={role}]").click()
    page.wait_for_load_state("load")


def arrive(page: Page, address: str) -> None:
    """Go to an address; "address selector" follows the first link there that the selector finds."""
    if address == "first listing":
        address = first_listing()
    path, _, link = address.partition(" ")
    page.goto(path)
    if link:
        page.goto(str(page.locator(link).first.get_attribute("href")))


def small(raw: bytes) -> bytes:
    """The picture with as many colours as fit into LARGEST bytes."""
    picture = Image.open(io.BytesIO(raw)).convert("RGB")
    for colours in (256, 192, 128, 96, 64, 48, 32):
        target = io.BytesIO()
        picture.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(target, "PNG", optimize=True)
        if target.tell() <= LARGEST:
            break
    return target.getvalue()


def take(browser: Browser, name: str, width: int, scheme: str = "light") -> bytes:
    """One picture."""
    role, address = SCREENS[name]
    context = browser.new_context(
        base_url=base(), locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": width, "height": HEIGHT}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    if role != "visitor":
        enter(page, role)
    arrive(page, address)
    BEFORE.get(name, lambda _page: None)(page)
    page.wait_for_load_state("networkidle")
    page.evaluate(LOAD_ALL)
    height = max(HEIGHT, min(page.evaluate(TALLEST), LONGEST))
    page.set_viewport_size({"width": width, "height": height})  # so that bars fixed to the window stand at the bottom of the picture
    raw = page.screenshot(animations="disabled")
    wider = page.evaluate("document.documentElement.scrollWidth")
    AFTER.get(name, lambda _page: None)(page)
    context.close()
    if wider > width:
        sys.stderr.write(f"{name} is {wider} px wide at {width} px\n")
    return small(raw)


def main(playwright: Playwright, wanted: list[str], folder: Path = TARGET) -> None:
    """All pictures, or those named."""
    folder.mkdir(parents=True, exist_ok=True)
    browser = playwright.chromium.launch(
        executable_path=program("chromium", "chromium-browser", "google-chrome"), args=[*FLAGS, "--lang=zh-CN"], env={**os.environ, "LANGUAGE": "zh_CN"}
    )
    for name in wanted or SCREENS:
        for width in WIDTHS:
            file = folder / f"{name}-{width}.png"
            file.write_bytes(take(browser, name, width))
            print(file.name, f"{file.stat().st_size // 1000} kB", flush=True)
    browser.close()


if __name__ == "__main__":
    try:
        urllib.request.urlopen(f"{base()}/healthz/live", timeout=20).close()
    except OSError:
        sys.exit(f"{base()} 没有回答：先在另一个终端 make run（端口用 PORT 指定）。")
    with sync_playwright() as started:
        main(started, sys.argv[1:])
