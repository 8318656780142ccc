"""The demo city as a whole: large, spread over all trades and districts, with people and readers, and there once."""

from collections import Counter
from datetime import timedelta

from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from cms.articles.models import ArticlePage, LessonPage, NoticePage, ReadDay
from cms.articles.queries import read_counts
from cms.pages.models import LabourPartnerPage, RecruitmentBrochurePage
from core.access import acting, system_actor
from core.contacts import has_contact
from core.models import District, StateHistory
from home.operations.seed.articles import seed_articles
from home.operations.seed.city import City
from home.operations.seed.enterprises import seed_enterprises
from home.operations.seed.jobs import seed_job_applications, seed_jobs
from home.operations.seed.lessons import seed_lessons
from home.operations.seed.listings import seed_listings
from home.operations.seed.notices import seed_notices
from home.operations.seed.partners import seed_partners
from home.operations.seed.people import seed_people
from home.operations.seed.reading import seed_reading
from home.operations.seed.workers import seed_workers
from marketplace.catalog.models import Category, ServiceType
from marketplace.enterprises.models import Enterprise
from marketplace.listings.models import Listing
from marketplace.recruitment.models import Application, JobPosting, SignUp
from marketplace.workers import identity
from marketplace.workers.models import Paper, Skill, WeeklyHours, Worker
from marketplace.workers.queries.papers import vetting_problems
from members.models import Membership, User
from members.roles import Role

JOBS = {JobPosting: 30, Application: 7, SignUp: 1, LabourPartnerPage: 3, RecruitmentBrochurePage: 1}
KINDS = (*JOBS, User, Enterprise, Worker, Paper, Listing, NoticePage, ArticlePage, LessonPage, ReadDay)
STEPS = (
    *(seed_people, seed_enterprises, seed_workers, seed_listings, seed_jobs, seed_job_applications, seed_partners),
    *(seed_notices, seed_articles, seed_lessons, seed_reading),
)


def check(city: City, made: dict[str, int]) -> None:
    """Called with the one whole demo city that the suite seeds (test_demo_reading), and what the command said."""
    _all_trades_and_districts(city, made["listings"])
    _readers(city, made["reading"])
    _jobs(city)
    before = [kind.objects.count() for kind in KINDS]
    with acting(system_actor("demo", "演示城市")):
        for step in STEPS:
            step(city)
    assert [kind.objects.count() for kind in KINDS] == before
    _workers(city)


def _all_trades_and_districts(city: City, made: int) -> None:
    offers = Listing.objects.filter(side="offer")
    assert made >= 1_300 and Listing.objects.public(city.now).count() >= made * 0.98
    assert 0.6 < offers.count() / Listing.objects.count() < 0.8
    assert set(offers.values_list("category_id", flat=True)) == set(Category.objects.filter(parent__isnull=False).values_list("pk", flat=True))
    assert set(Listing.objects.exclude(service_type=None).values_list("service_type_id", flat=True)) == set(ServiceType.objects.values_list("pk", flat=True))
    assert set(offers.values_list("district_id", flat=True)) >= set(
        District.objects.filter(pk__in=[row.pk for row in city.districts.values()]).values_list("pk", flat=True)
    )
    assert StateHistory.objects.filter(machine="listing", event="approve").count() >= made


def _readers(city: City, made: int) -> None:
    assert made == ReadDay.objects.count() > 1_000
    today = timezone.localdate(city.now)
    pages = [page for page in read_counts(today - timedelta(days=29), today) if page.reads]
    assert len(pages) >= 60 and not [page.title for page in pages if not page.reads > page.shares > 0]
    assert not ReadDay.objects.filter(day__gt=today).exists()
    written = ArticlePage.objects.descendant_of(Site.objects.get(is_default_site=False).root_page).live()
    assert written.count() == 6 == ReadDay.objects.filter(page_id__in=written.values("pk")).values("page_id").distinct().count(), "the second city, too"


def _jobs(city: City) -> None:
    assert {kind: kind.objects.count() for kind in JOBS} == JOBS
    assert JobPosting.objects.public(city.now).count() == 30 == Client().get("/api/v1/jobs/").json()["count"]
    assert {bool(row.missed) for row in Application.objects.with_names()} == {True, False}
    for page in (*LabourPartnerPage.objects.shown(city.now), *RecruitmentBrochurePage.objects.shown(city.now)):
        assert Client().get(page.url).status_code == 200


def _workers(city: City) -> None:
    """The two hundred: sound, some with trouble, the demo's own one with a good file."""
    today = timezone.localdate(city.now)
    rows = list(Worker.objects.with_names())
    assert len(rows) == 200 and not [row.name for row in rows if identity.problem_of(row.id_number, today=today)]
    assert max(Counter(row.name for row in rows).values()) == 1 and max(Counter(row.intro for row in rows).values()) <= 2
    assert not [row.intro for row in rows if has_contact(row.intro)]
    states = Counter(row.state for row in rows)
    assert states["approved"] > 180 and {"pending", "returned", "suspended", "blocked", "appealed", "left"} <= set(states)
    assert sum(1 for row in rows if row.enterprise is None) == 26 and len({row.enterprise_id for row in rows}) == 36
    assert 5 < Paper.objects.filter(state="verified", ends_on__range=(today, today + timedelta(days=30))).count() < 150
    approved = [row for row in rows if row.state == "approved"]
    assert sum(1 for row in approved if vetting_problems(row, today)) < 10
    assert Skill.objects.values("service_type").distinct().count() > 30
    assert not set(Worker.objects.values_list("pk", flat=True)) - set(WeeklyHours.objects.values_list("worker_id", flat=True))
    assert Client().get("/api/v1/workers/").json()["count"] == len(approved)
    demo = Worker.objects.get(user=city.of_role(Role.WORKER))
    assert demo.name == "李秀英" and demo.online and demo.code_open and vetting_problems(demo, today) == []
    client = Client()
    client.force_login(demo.user)
    assert [client.get(f"/worker/{page}").status_code for page in ("", "profile/", "skills/", "papers/", "calendar/")] == [200] * 5
    assert Membership.objects.filter(role=Role.WORKER).count() > 20
