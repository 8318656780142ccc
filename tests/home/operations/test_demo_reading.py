"""The whole demo city, seeded once for all that is looked at: every page readable, something on every screen, a second run adds nothing."""

import json
from datetime import datetime

import pytest
from django.core.management import call_command
from django.test import Client

from cms.articles.models import ArticlePage, LessonPage, NoticePage
from cms.articles.states import LessonKind, NoticeKind, Standing
from cms.bulletins.models import Bulletin
from core import cities, clock
from home.operations.drift import gauge
from home.operations.seed.city import City
from marketplace.catalog.models import Landing
from marketplace.catalog.queries import catalogue
from tests.home.operations import city_shown, crews_shown, dispatch_shown


@pytest.mark.usefixtures("fresh_db")
def test_the_demo_city_has_pages_to_read_and_something_on_every_screen_of_dispatch(settings, capsys):
    """On a database of its own, so that nothing is inside a transaction that `make run` has not."""
    settings.DEMO_MODE = True
    call_command("seed_demo", "--json")
    now, first = clock.now(), cities.main()
    second = Client(headers={"host": "baoding.localhost"})
    made = json.loads(capsys.readouterr().out)
    assert made["second_city"] == 40 == second.get("/api/v1/listings/").json()["count"]
    assert second.get("/").status_code == 200 and second.get("/api/v1/enterprises/").json()["count"] == 5
    drift = gauge()
    assert (drift["missing"], drift["surplus"]) == (0, 0)
    with cities.chosen(first):
        _reads_well(now)
        dispatch_shown.check()
        crews_shown.check(City(now=now))
        city_shown.check(City(now=now), made)


def _reads_well(now: datetime) -> None:
    notices, lessons = NoticePage.objects.shown(now), LessonPage.objects.shown(now)
    assert (notices.count(), lessons.count(), ArticlePage.objects.shown(now).count()) == (20, 40, 60)
    assert set(notices.values_list("kind", flat=True)) == set(NoticeKind.values)
    assert set(lessons.values_list("kind", flat=True)) == set(LessonKind.values)
    assert {notice.standing_on(now.date()) for notice in notices} == {None, *Standing}
    for place, page in enumerate((*notices, *lessons, *ArticlePage.objects.shown(now))):
        # Every fourth is asked for; the walk over all links asks for all.
        assert place % 4 or Client().get(page.url).status_code == 200
        assert all(block.value["notice"] is not None for block in page.body if block.block_type == "citation")
    assert all(lesson.services.exists() for lesson in lessons)
    live = [block.value for page in ArticlePage.objects.shown(now) for block in page.body if block.block_type.startswith("live_")]
    assert len(live) >= 6 and all(value.get(name) is not None for value in live for name in value if name != "note")
    assert Bulletin.objects.public(now).count() >= 12 and Bulletin.objects.filter(state="pending").exists()
    assert set(Landing.objects.exclude(category=None).values_list("category__code", flat=True)) == {top.code for top in catalogue().tops}
