"""What everybody sees of postings: list, filters, one posting, structured data, sitemap, API, search."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from core.content import bump
from core.models import StoredPage
from core.outbox.testing import drain_all
from marketplace.enterprises.services import suspend
from marketplace.recruitment import services
from marketplace.recruitment.models import JobPosting
from marketplace.recruitment.states import JobState
from search.models import SearchDocument
from tests.marketplace.factories import SYSTEM, category, district, make_enterprise, unit
from tests.marketplace.recruitment.factories import make_job
from tests.members.factories import actor_for, make_staff

pytestmark = pytest.mark.django_db
FILTERS = [
    ("category=housekeeping", {"category": "月嫂"}),
    ("category=housekeeping-maternity", {"category": "月嫂"}),
    ("district=110108", {"district": "海淀区"}),
    ("kind=hourly", {"kind": "hourly"}),
    ("programme=reemployment", {"programme": "reemployment"}),
    ("pay=month-10000", {"pay_max_fen": 1_200_000}),
    ("q=收纳", {"title": "收纳整理师一位"}),
]


def of(text: str) -> dict:
    """Category and district by name."""
    return {"category": category, "district": district}[text]


@pytest.mark.parametrize(("query", "fields"), FILTERS)
def test_each_filter_keeps_what_fits_and_leaves_out_the_rest(query: str, fields: dict) -> None:
    fields = {name: of(name)(value) if name in ("category", "district") else value for name, value in fields.items()}
    firm = make_enterprise()
    fitting, other = make_job(enterprise=firm, **fields), make_job(enterprise=firm)
    page = Client().get(f"/jobs/?{query}").content.decode()
    assert fitting.title in page and other.title not in page
    found = Client().get(f"/api/v1/jobs/?{query}").json()
    assert [item["id"] for item in found["items"]] == [fitting.pk] and found["count"] == 1


def test_hours_are_not_compared_with_months() -> None:
    firm = make_enterprise()
    hourly = make_job(enterprise=firm, unit=unit("元/小时"), pay_min_fen=3800, pay_max_fen=4500)
    make_job(enterprise=firm)
    assert [item["id"] for item in Client().get("/api/v1/jobs/?pay=hour-35").json()["items"]] == [hourly.pk]


@pytest.mark.parametrize("query", ["category=nothing&kind=x&pay=y&programme=z&district=w", "q=%25", "q=%27%3B--"])
def test_what_cannot_be_read_breaks_nothing(query: str) -> None:
    make_job()
    assert Client().get(f"/jobs/?{query}").status_code == 200


def test_the_list_goes_on_where_it_ended() -> None:
    firm, now = make_enterprise(), clock.now()
    made = [make_job(enterprise=firm, published_at=now - timedelta(minutes=place)).pk for place in range(25)]
    first = Client().get("/api/v1/jobs/").json()
    second = Client().get("/api/v1/jobs/", {"cursor": first["next"]}).json()
    assert [item["id"] for item in first["items"] + second["items"]] == made
    assert (first["count"], first["count_exact"], second["next"]) == (25, True, None)
    assert Client().get("/jobs/", {"cursor": "nonsense"}).status_code == 400


@pytest.mark.parametrize("path", ["/jobs/", "/api/v1/jobs/", "/jobs/?category=cleaning"])
def test_a_list_costs_the_same_at_two_sizes(path: str) -> None:
    firm, client, counts = make_enterprise(), Client(), []
    for many in (2, 16):
        for _ in range(many):
            make_job(enterprise=firm, certificates=("cook", "housekeeper"))
        bump("jobs")
        client.get(path)
        StoredPage.objects.all().delete()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16


def test_pages_are_stored_and_hold_nothing_of_anybody() -> None:
    row, client = make_job(), Client()
    first = client.get(row.get_absolute_url())
    assert first["ETag"] and "csrf" not in first.content.decode() and "61234567" not in first.content.decode()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(row.get_absolute_url(), headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert len(asked) == 1
    stored = StoredPage.objects.count()
    client.get("/jobs/?q=月嫂")
    assert StoredPage.objects.count() == stored


def test_a_posting_is_described_for_search_engines() -> None:
    row = make_job(title="金牌月嫂", experience_years=3, certificates=("maternity-matron",), health_certificate=True, description="住家照顾。\n</script><b>")
    page = Client().get(row.get_absolute_url()).content.decode()
    data = [json.loads(text) for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)]
    job = next(one for one in data if one["@type"] == "JobPosting")
    assert (job["title"], job["employmentType"], job["totalJobOpenings"]) == ("金牌月嫂", "FULL_TIME", 2)
    assert job["hiringOrganization"]["name"] == row.enterprise.legal_name
    assert job["baseSalary"]["value"] == {"@type": "QuantitativeValue", "minValue": "6000.00", "maxValue": "8500.00", "unitText": "MONTH"}
    assert job["jobLocation"]["address"]["addressLocality"] == "朝阳区"
    assert job["experienceRequirements"]["monthsOfExperience"] == 36 and job["qualifications"] == "母婴护理员证（月嫂证）、健康证"
    assert job["validThrough"].startswith(str(clock.now().year)) or job["validThrough"] > job["datePosted"]
    assert "<b>" not in job["description"] and [one["@type"] for one in data] == ["JobPosting", "BreadcrumbList"]


def test_the_sitemap_has_what_is_open_and_nothing_else() -> None:
    shown, hidden, over = make_job(), make_job(state="hidden"), make_job(expires_at=clock.now())
    text = Client().get("/sitemap-jobs.xml").content.decode()
    assert shown.get_absolute_url() in text
    assert hidden.get_absolute_url() not in text and over.get_absolute_url() not in text


def test_public_is_the_same_rule_in_sql_and_in_python() -> None:
    now, firm, other = clock.now(), make_enterprise(), make_enterprise()
    suspend(other, actor=actor_for(make_staff("leader")), now=now, note="没有年检。")
    other.refresh_from_db()
    for state in JobState.values:
        for days in (-1, 1):
            for owner in (firm, other):
                make_job(state=state, enterprise=owner, expires_at=now + timedelta(days=days))
    shown = set(JobPosting.objects.public(now).values_list("pk", flat=True))
    assert shown == {row.pk for row in JobPosting.objects.with_names() if row.is_public(now)} and len(shown) == 1


def test_words_of_an_enterprise_are_never_more_than_words() -> None:
    evil = '"><script>xss7()</script>'
    row = make_job(title=evil, place=evil, description=evil * 3)
    for path in ("/jobs/", row.get_absolute_url()):
        page = Client().get(path).content.decode()
        assert "<script>xss7" not in page and "xss7" in page


def found(kind: str = "job") -> list[str]:
    """The titles of the documents."""
    return sorted(SearchDocument.objects.filter(type=kind, deleted=False).values_list("title", flat=True))


def test_the_search_finds_postings_and_forgets_them() -> None:
    firm = make_enterprise()
    row = make_job(enterprise=firm, state="pending", title="金牌月嫂一位", published_at=None)
    services.approve(row, actor=SYSTEM, now=clock.now())
    other = make_job(enterprise=firm, state="pending", title="住家保姆一位", published_at=None)
    services.approve(other, actor=SYSTEM, now=clock.now())
    drain_all()
    assert found() == ["住家保姆一位", "金牌月嫂一位"]
    answer = Client().get("/api/v1/search/", {"q": "月嫂", "type": "job"}).json()
    assert [(item["type"], item["title"], item["pay"]) for item in answer["items"]] == [("job", "金牌月嫂一位", "6,000–8,500 元/月")]
    assert "招聘" in Client().get("/search/?q=月嫂&type=job").content.decode()
    services.close(row, actor=SYSTEM, now=clock.now())
    drain_all()
    assert found() == ["住家保姆一位"]
    suspend(firm, actor=actor_for(make_staff("leader")), now=clock.now(), note="没有年检。")
    drain_all()
    assert found() == []
