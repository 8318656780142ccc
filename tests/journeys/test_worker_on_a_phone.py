"""A worker keeps his file and his week on a phone; his employer and staff see it; nothing scrolls sideways."""

import pytest
from playwright.sync_api import Page, expect

from marketplace.workers.models import WeeklyHours, Worker
from tests.fixtures.browser import NARROW
from tests.journeys.keyboard import Keyboard
from tests.journeys.people import log_in
from tests.journeys.test_small_screens import wider
from tests.marketplace.factories import make_enterprise
from tests.marketplace.workers.factories import id_number, make_paper, make_worker
from tests.members.factories import make_user
from tests.services.site import Site

pytestmark = pytest.mark.parametrize("viewport", [NARROW], ids=["narrow"])


def test_a_worker_opens_a_file_and_sets_the_week(browser_page: Page, site: Site) -> None:
    person = make_user(name="李秀英")
    page = browser_page
    log_in(Keyboard(page), "/worker/", person.phone)
    expect(page.get_by_role("heading", name="登记做服务人员", level=1)).to_be_visible()
    page.get_by_label("姓名").fill("李秀英")
    page.get_by_label("身份证号").fill(id_number())
    page.get_by_label("住在哪个区").select_option(label="朝阳区")
    page.get_by_label("会说的话").fill("普通话、四川话")
    page.get_by_role("button", name="建档案").click()
    expect(page.get_by_text("档案还没交")).to_be_visible()
    page.goto("/worker/skills/")
    page.get_by_text("家庭保洁", exact=True).click()
    page.get_by_label("日常保洁", exact=True).fill("9")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("记下了。")).to_be_visible()
    page.goto("/worker/calendar/")
    page.get_by_label("星期一").fill("08:00-12:00，13:30-18:00")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("改好了，能约的时间马上跟着变。")).to_be_visible()
    row = Worker.objects.get(user=person)
    assert list(WeeklyHours.objects.filter(worker=row).order_by("starts_minute").values_list("weekday", "starts_minute", "ends_minute")) == [
        (0, 480, 720),
        (0, 810, 1080),
    ]
    assert wider(page, [f"/worker/{name}" for name in ("", "profile/", "skills/", "papers/", "calendar/")]) == []


def test_public_pages_and_the_employers_stay_within_the_window(browser_page: Page, site: Site) -> None:
    owner = make_user(name="周国强")
    firm = make_enterprise(owner, legal_name="呼和浩特市阳光百合家庭服务有限责任公司第三分公司")
    row = make_worker(enterprise=firm, online=True, code_open=True, skills=("newborn-care", "cleaning-everyday", "glass"))
    make_paper(row, "maternity-matron", days=None, level="三级")
    log_in(Keyboard(browser_page), "/enterprise/workers/", owner.phone)
    base = f"/enterprise/workers/{row.pk}/"
    paths = ["/workers/", f"/workers/{row.pk}/", f"/workers/code/{row.code}/", "/enterprise/workers/", "/enterprise/workers/new/"]
    assert wider(browser_page, [*paths, base, *(f"{base}{name}/" for name in ("profile", "skills", "papers", "calendar"))]) == []
