"""The demo city's postings, candidates, partners and brochure: all public, some candidates marked, a second run adds nothing."""

import pytest
from django.test import Client

from cms.pages.models import LabourPartnerPage, RecruitmentBrochurePage
from core import clock
from core.access import acting, system_actor
from home.operations.seed.city import City
from home.operations.seed.enterprises import seed_enterprises
from home.operations.seed.jobs import seed_job_applications, seed_jobs
from home.operations.seed.partners import seed_partners
from home.operations.seed.people import seed_people
from marketplace.recruitment.models import Application, JobPosting, SignUp

pytestmark = pytest.mark.django_db
STEPS = (seed_people, seed_enterprises, seed_jobs, seed_job_applications, seed_partners)
KINDS = (JobPosting, Application, SignUp, LabourPartnerPage, RecruitmentBrochurePage)


def test_the_demo_city_has_thirty_postings_candidates_and_three_partners():
    now = clock.now()
    for _ in range(2):
        city = City(now=now)
        with acting(system_actor("demo", "演示城市")):
            for step in STEPS:
                step(city)
        assert [kind.objects.count() for kind in KINDS] == [30, 7, 1, 3, 1]
    assert JobPosting.objects.public(now).count() == 30
    assert {bool(row.missed) for row in Application.objects.with_names()} == {True, False}
    for page in (*LabourPartnerPage.objects.shown(now), *RecruitmentBrochurePage.objects.shown(now)):
        assert Client().get(page.url).status_code == 200
    assert Client().get("/api/v1/jobs/").json()["count"] == 30
