"""The two hundred workers of the demo city: there once, sound, some with trouble, the demo's own one with a good file."""

import time
from collections import Counter
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core import clock
from core.access import acting, system_actor
from core.contacts import has_contact
from home.operations.seed.city import City
from home.operations.seed.enterprises import seed_enterprises
from home.operations.seed.people import seed_people
from home.operations.seed.workers import seed_workers
from marketplace.workers import identity
from marketplace.workers.models import Paper, Skill, WeeklyHours, Worker
from marketplace.workers.queries.papers import vetting_problems
from members.models import Membership
from members.roles import Role

pytestmark = pytest.mark.django_db
MOST_SECONDS = 15


def test_two_hundred_workers_stand_once_and_quickly(settings) -> None:
    settings.DEMO_MODE = True
    city = City(now=clock.now())
    with acting(system_actor("demo", "演示城市")):
        seed_people(city)
        seed_enterprises(city)
        begun = time.monotonic()
        assert seed_workers(city) == Worker.objects.count() == 200
        took = time.monotonic() - begun
        before = Paper.objects.count()
        assert seed_workers(city) == 200 and Paper.objects.count() == before
    assert took < MOST_SECONDS, took
    today = timezone.localdate(city.now)
    rows = list(Worker.objects.with_names())
    assert not [row.name for row in rows if identity.problem_of(row.id_number, today=today)]
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
