"""Courses: what visitors see, find and filter; standing by date and seats; gone with their enterprise."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from cms.training.models import CoursePage, standing_q
from cms.training.states import Standing
from core import clock
from core.models import District, StoredPage
from core.outbox.testing import drain_all
from marketplace.catalog import queries
from marketplace.enterprises.services import reinstate, suspend
from search.models import SearchDocument
from tests.cms.training.factories import course, many_courses
from tests.marketplace.factories import make_enterprise
from tests.members.factories import actor_for, make_staff

pytestmark = pytest.mark.django_db
INDEX = "/training/"


@pytest.fixture(autouse=True)
def _fresh_catalogue():
    """The catalogue that a process keeps belongs to one database."""
    queries.forget()
    yield
    queries.forget()


def day(offset: int = 0):
    """So many days from today."""
    return timezone.localdate(clock.now()) + timedelta(days=offset)


def listed(query: str = "") -> set[str]:
    """The titles on the list."""
    page = BeautifulSoup(Client().get(INDEX + query).content, "html.parser")
    return {link.get_text() for link in page.select("main a.cover-link")}


@pytest.mark.req("TRN-02")
def test_a_course_page_has_its_syllabus_and_who_gives_it(client):
    firm = make_enterprise()
    page = course(enterprise=firm)
    assert issubclass(CoursePage, Page)
    text = client.get(page.url).content.decode()
    for said in ("课程大纲", "新生儿护理", "8 课时", "洗澡、抚触、脐带护理。", firm.legal_name, firm.licence_no, firm.get_absolute_url(), "已核验", firm.intro):
        assert said in text
    for said in ("680", "还剩 20 个名额，共 30 个", "朝阳区", "望京街道文化中心 3 层", "报名中", "每天 9:00 到 17:00"):
        assert said in text
    by_centre = client.get(course().url).content.decode()
    assert "网络中心" in by_centre and "课程大纲" in by_centre


def test_what_search_engines_and_other_sites_read(client):
    page = course(enterprise=make_enterprise())
    text = client.get(page.url).content.decode()
    found = [json.loads(script) for script in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)]
    about, crumbs = found
    assert (about["@type"], about["name"], about["provider"]["name"]) == ("Course", page.title, page.enterprise.legal_name)
    instance = about["hasCourseInstance"]
    assert (instance["startDate"], instance["endDate"], instance["remainingAttendeeCapacity"]) == (str(page.starts_on), str(page.ends_on), 20)
    assert (about["offers"]["price"], about["offers"]["availability"]) == ("680.00", "https://schema.org/InStock")
    assert (crumbs["@type"] == "BreadcrumbList" and crumbs["itemListElement"][1]["name"] == page.title) or len(crumbs["itemListElement"]) == 2
    for meta in ('property="og:title"', 'property="og:image"', 'rel="canonical"'):
        assert meta in text
    assert page.url in client.get("/sitemap-pages.xml").content.decode()


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, Standing.OPEN),
        ({"taken": 30}, Standing.FULL),
        ({"enrol_until": -1}, Standing.CLOSED),
        ({"starts_on": -5, "ends_on": -1, "enrol_until": -6}, Standing.ENDED),
        ({"starts_on": -5, "ends_on": -1, "enrol_until": -6, "taken": 30}, Standing.ENDED),
        ({"starts_on": 0, "ends_on": 0, "enrol_until": 0}, Standing.OPEN),
    ],
)
def test_standing_follows_from_dates_and_seats(client, fields, expected):
    page = course(**{name: day(value) if name != "taken" else value for name, value in fields.items()})
    assert page.standing_on(day()) == expected
    assert [name for name, condition in standing_q(day()).items() if CoursePage.objects.filter(condition, pk=page.pk).exists()] == [expected]
    assert expected.label in client.get(page.url).content.decode()


def test_a_stored_page_changes_at_midnight(client):
    page = course(enrol_until=day(1))
    assert "报名中" in client.get(page.url).content.decode()
    assert StoredPage.objects.filter(path=page.url).exists()
    with time_machine.travel(clock.midnight(day(2)) + timedelta(seconds=1), tick=True):
        assert "报名截止" in client.get(page.url).content.decode()


def test_the_list_is_narrowed():
    far = District.objects.get(code="110108")
    a = course(title="甲班", family="ethics", fee_fen=0)
    b = course(title="乙班", district=far, starts_on=day(40), ends_on=day(41), enrol_until=day(30))
    c = course(title="丙班", taken=30)
    d = course(title="丁班", starts_on=day(-9), ends_on=day(-8), enrol_until=day(-10))
    assert listed() == {a.title, b.title, c.title}
    assert listed("?which=ended") == {d.title}
    assert listed("?which=open") == {a.title, b.title}
    assert listed("?family=ethics") == {a.title} == listed("?fee=free")
    assert listed("?fee=paid") == {b.title, c.title}
    assert listed("?district=110108") == {b.title} == listed("?district=海淀区")
    assert listed(f"?month={b.starts_on:%Y-%m}") == {row.title for row in (a, b, c) if f"{row.starts_on:%Y-%m}" == f"{b.starts_on:%Y-%m}"}
    assert listed("?family=&fee=&district=&month=&which=") == listed()


@pytest.mark.parametrize(
    "query", ["month=2026", "month=2026-13", "family=x", "fee=1", "which=all", "cursor=x", "district=" + "x" * 99, "family=ethics&family=skills"]
)
def test_nonsense_in_the_address_is_a_clear_400(client, query):
    assert client.get(f"{INDEX}?{query}").status_code == 400


def test_paging_goes_through_everything_once():
    made = {row.title for row in many_courses(23)}
    client, address, found = Client(), INDEX, []
    while address:
        page = BeautifulSoup(client.get(address).content, "html.parser")
        found += [link.get_text() for link in page.select("main a.cover-link")]
        following = page.select_one('main a[rel="next"]')
        address = INDEX + following["href"] if following else ""
    assert len(found) == 23 and set(found) == made


def test_gone_at_once_with_its_enterprise_and_back_with_it(client):
    firm, leader = make_enterprise(), actor_for(make_staff("leader"))
    page = course(enterprise=firm)
    drain_all()
    places = [INDEX, "/sitemap-pages.xml", "/api/content/v2/pages/?type=training.CoursePage&fields=intro"]
    assert client.get(page.url).status_code == 200
    assert all(page.slug in client.get(place).content.decode() or page.title in client.get(place).content.decode() for place in places)
    assert SearchDocument.objects.filter(type="course", object_id=page.pk, deleted=False).exists()
    suspend(firm, actor=leader, now=clock.now(), note="查出无证")
    assert client.get(page.url).status_code == 404
    assert client.get(f"/enquiries/new/?about=course:{page.pk}").status_code == 404
    for place in places:
        text = client.get(place).content.decode()
        assert page.slug not in text and page.title not in text, place
    assert client.get(f"/api/content/v2/pages/{page.pk}/").status_code == 404
    drain_all()
    assert not SearchDocument.objects.filter(type="course", object_id=page.pk, deleted=False).exists()
    firm.refresh_from_db()
    reinstate(firm, actor=leader, now=clock.now())
    assert client.get(page.url).status_code == 200
    drain_all()
    assert SearchDocument.objects.filter(type="course", object_id=page.pk, deleted=False).exists()


def test_a_course_is_found_until_it_has_ended(client):
    page = course(title="月嫂岗前培训", fee_fen=0)
    drain_all()
    found = client.get("/api/v1/search/", {"q": "月嫂岗前培训", "type": "course"}).json()
    assert [(item["type"], item["id"], item["url"]) for item in found["items"]] == [("course", page.pk, page.url)]
    assert {"value": "course", "label": "培训课程", "count": 1} in found["facets"]["type"]
    shown = client.get("/search/", {"q": "月嫂岗前培训"}).content.decode()
    assert "培训课程" in shown and "免费" in shown
    row = SearchDocument.objects.get(type="course", object_id=page.pk)
    assert row.expires_at == clock.midnight(page.ends_on + timedelta(days=1))


def test_the_content_api_says_yuan(client):
    page = course()
    told = client.get(f"/api/content/v2/pages/{page.pk}/").json()
    assert (told["fee_yuan"], told["seats"], told["starts_on"]) == ("680.00", 30, str(page.starts_on))
    assert told["syllabus"][0]["value"]["title"] == "新生儿护理"


def cold(client: Client, address: str) -> int:
    """How many queries a rendering takes, with the site's facts already known to the process."""
    client.get(address)
    StoredPage.objects.all().delete()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("which", ["index", "course"])
def test_rendering_costs_the_same_at_two_sizes(client, which):
    firm = make_enterprise()
    address = INDEX if which == "index" else course(enterprise=firm).url
    many_courses(6, enterprise=firm)
    small = cold(client, address)
    many_courses(25, enterprise=firm)
    assert cold(client, address) == small <= 25
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    assert len(queries) == 1
