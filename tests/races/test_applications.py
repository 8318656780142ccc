"""One person, many clicks, one posting: one open application (LAB-06). An index of the database decides; the twin has it dropped."""

import psycopg2

from core import clock
from home.operations.embedded.postgres import PORT
from marketplace.recruitment.models import Application, JobPosting
from marketplace.recruitment.services import apply
from members.models import User
from tests.marketplace.recruitment.factories import make_job, person_fields
from tests.members.factories import actor_for, make_user
from tests.races.harness import must_show, race
from tests.services.postgres import SOCKET_DIR


def candidate() -> None:
    """A posting and somebody who wants it."""
    make_job()
    make_user(name="李秀英", phone="13911112222")


def click(number: int) -> int:
    """One of the clicks."""
    person = User.objects.get(phone="13911112222")
    return apply(JobPosting.objects.with_names().get(), actor=actor_for(person), now=clock.now(), **person_fields()).pk


def test_of_many_clicks_one_application_comes(fresh_db: str) -> None:
    candidate()
    outcomes = race(click, contenders=6)
    assert len(outcomes.succeeded) == 1 and outcomes.errors == {"AlreadyApplied": 5}
    assert Application.objects.get().pk == outcomes.succeeded[0].value


def test_twin_without_the_index_has_several(fresh_db: str) -> None:
    candidate()
    owner = psycopg2.connect(host=str(SOCKET_DIR), port=PORT, user="owner", dbname=fresh_db)
    try:
        with owner, owner.cursor() as cursor:
            cursor.execute("DROP INDEX recruitment_one_open_each")
    finally:
        owner.close()
    shown = must_show(lambda: race(click, contenders=4), lambda outcomes: len(outcomes.succeeded) > 1)
    assert Application.objects.count() >= len(shown.succeeded) > 1
