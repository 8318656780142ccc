"""axe-core on what people meet most: no serious or critical fault at 1280 and 390 px, in light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import Browser, Page

from tests.cms.factories import article
from tests.cms.training.factories import course
from tests.fixtures.browser import NARROW, WIDE
from tests.journeys.keyboard import Keyboard
from tests.journeys.people import log_in
from tests.marketplace.factories import make_enquiry, make_enterprise, make_listing
from tests.marketplace.recruitment.factories import make_job
from tests.members.factories import make_user
from tests.services.site import Site

GRAVE = {"serious", "critical"}
MEMBERS = [
    "/my/",
    "/my/profile/",
    "/my/security/",
    "/my/consents/",
    "/my/data/",
    "/my/notices/",
    "/my/listings/",
    "/my/enquiries/",
    "/my/listings/new/?side=request",
]
MEMBERS += ["/my/applications/", "/my/feedback/", "/my/consultations/", "/enterprise/apply/"]
PORTAL = ["/jobs/", "/training/", "/labour/", "/prices/", "/classroom/", "/feedback/"]
OWNERS = ["/enterprise/", "/enterprise/storefront/", "/enterprise/flyers/", "/enterprise/jobs/", "/enterprise/courses/"]


@pytest.fixture
def town(site: Site) -> dict[str, str]:
    """A little of everything; the addresses that depend on it, and the member's number."""
    member, owner = make_user(name="周先生"), make_user(name="赵安")
    firm = make_enterprise(owner)
    listing = make_listing(enterprise=firm, title="日常保洁两小时起")
    make_listing(side="request", title="找一位白班保姆", author=member)
    make_enquiry(listing=listing, asker=member)
    page, lesson_days = article("北京金牌月嫂怎么选"), course(enterprise=firm)
    job = make_job(enterprise=firm)
    call_command("search", "rebuild", json=True)
    portal = {"job": job.get_absolute_url(), "course": lesson_days.get_url()}
    return portal | {
        "phone": member.phone,
        "owner": owner.phone,
        "listing": f"/listings/{listing.pk}/",
        "enterprise": f"/enterprises/{firm.pk}/",
        "article": page.get_url(),
    }


def faults(page: Page, path: str) -> list[str]:
    """What axe finds grave on an address."""
    answer = page.goto(path)
    assert answer is not None and answer.status == 200, path
    page.wait_for_load_state("load")
    found = Axe().run(page).response["violations"]
    return [f"{path}: {one['id']} ({one['impact']}) {node['target']} {node['html'][:120]}" for one in found if one["impact"] in GRAVE for node in one["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_nothing_grave_stands_in_anybodys_way(browser: Browser, site: Site, town: dict[str, str], viewport: dict[str, int], scheme: str):
    context = browser.new_context(
        base_url=site.url,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport=viewport,
        color_scheme=scheme,
        reduced_motion="reduce",
        service_workers="block",
    )
    page = context.new_page()
    public = ["/", "/search/?q=保洁", "/search/?q=没有这样的事", town["listing"], town["enterprise"], "/enterprises/", "/news/", town["article"]]
    public += [*PORTAL, town["job"], town["course"], "/accounts/login/", "/accounts/signup/"]
    found = [fault for path in public for fault in faults(page, path)]
    log_in(Keyboard(page), "/my/", town["phone"])
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") is (scheme == "dark")
    found += [fault for path in MEMBERS for fault in faults(page, path)]
    page.context.clear_cookies()
    log_in(Keyboard(page), "/enterprise/", town["owner"])
    found += [fault for path in OWNERS for fault in faults(page, path)]
    context.close()
    assert not found, "\n".join(found)


def test_what_is_wrong_is_found(browser: Browser, site: Site):
    page = browser.new_page(base_url=site.url)
    page.goto("/terms/")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<button></button>')")
    found = {one["id"] for one in Axe().run(page).response["violations"] if one["impact"] in GRAVE}
    page.close()
    assert found == {"button-name"}
