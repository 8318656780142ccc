"""`manage.py seed_demo`: the demo city, once. Refuses outside the demo mode."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from core import clock
from core.access import acting, system_actor
from core.outbox.drain import drain_once
from home.operations.seed.after import seed_after
from home.operations.seed.articles import seed_articles
from home.operations.seed.assured import seed_assured
from home.operations.seed.bookings import seed_bookings
from home.operations.seed.bulletins import seed_bulletins
from home.operations.seed.channels import seed_channels
from home.operations.seed.city import City
from home.operations.seed.courses import seed_courses
from home.operations.seed.credit import seed_credit
from home.operations.seed.crews import seed_crews
from home.operations.seed.engagements import seed_engagements
from home.operations.seed.english import seed_english
from home.operations.seed.enterprises import seed_enterprises
from home.operations.seed.guidance import seed_guidance
from home.operations.seed.intake import seed_intake
from home.operations.seed.jobs import seed_job_applications, seed_jobs
from home.operations.seed.kept import seed_kept
from home.operations.seed.landings import seed_landings
from home.operations.seed.lessons import seed_lessons
from home.operations.seed.life import seed_outlets, seed_standing
from home.operations.seed.listings import seed_enquiries, seed_listings
from home.operations.seed.members import seed_members
from home.operations.seed.notices import seed_notices
from home.operations.seed.partners import seed_partners
from home.operations.seed.people import seed_people
from home.operations.seed.placements import seed_placements
from home.operations.seed.ratings import seed_ratings
from home.operations.seed.reading import seed_reading
from home.operations.seed.second_city import open_second_city, seed_second_city
from home.operations.seed.series import seed_own_months, seed_series
from home.operations.seed.stations import seed_stations
from home.operations.seed.storefronts import seed_storefronts
from home.operations.seed.suggested import seed_suggested
from home.operations.seed.urgent import seed_urgent
from home.operations.seed.workers import seed_workers
from members import demo

DRAINED = 5000


@contextmanager
def not_waiting_for_the_disk() -> Iterator[None]:
    """A city that is cut off is taken up again by the next run, so no commit of it has to wait."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        yield
        cursor.execute("RESET synchronous_commit")


def _catch_up() -> None:
    """In large batches: an enterprise, its offers and its people change one after the other, and each is read once."""
    while drain_once(DRAINED):
        pass


def _said(made: dict[str, int]) -> str:
    """What was made, and how one gets in."""
    counts = "，".join(f"{name} {count}" for name, count in made.items())
    return f"演示城市：{counts}\n手机号登录，密码都是 {demo.PASSWORD}；每个角色一键登录：/demo/"


def _orders_of(city: City) -> dict[str, int]:
    """Orders and what comes of them: they need what search and the prices have made of the rest."""
    return {
        "bookings": seed_bookings(city),
        "channels": seed_channels(city),
        "ratings": seed_ratings(city),
        "suggested": seed_suggested(city),
        "engagements": seed_engagements(city),
        "urgent": seed_urgent(city),
        "follow_ups": seed_after(city),
        "series": seed_series(city),
        "crews": seed_crews(city),
        "members": seed_members(city),
        "assured": seed_assured(city),
        "stations": seed_stations(city),
        "credit": seed_credit(city),
    }


class Command(BaseCommand):
    """Bring in the whole demo city, slice by slice; a second run adds what is missing."""

    help = "Seed the demo city (only with DEMO=1)."

    def add_arguments(self, parser: CommandParser) -> None:
        """--json for machines."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed, then let search catch up."""
        if not settings.DEMO_MODE:
            raise CommandError("这不是演示模式（DEMO=1），没有写入任何东西。")
        city = City(now=clock.now())
        with acting(system_actor("demo", "演示城市")), not_waiting_for_the_disk():
            second = open_second_city(city)
            made = {
                "people": seed_people(city),
                "enterprises": seed_enterprises(city),
                "agreements": seed_standing(city),
                "outlets": seed_outlets(city),
                "workers": seed_workers(city),
                "guidance": seed_guidance(city),
                "listings": seed_listings(city),
                "own_months": seed_own_months(city),
                "enquiries": seed_enquiries(city),
                "notices": seed_notices(city),
                "articles": seed_articles(city),
                "lessons": seed_lessons(city),
                "jobs": seed_jobs(city),
                "job_applications": seed_job_applications(city),
                "partners": seed_partners(city),
                "courses": seed_courses(city),
                "tickets": seed_intake(city),
                "english": seed_english(city),
                "storefronts": seed_storefronts(city),
                "bulletins": seed_bulletins(city),
                "landings": seed_landings(city),
                "placements": seed_placements(city),
                "kept": seed_kept(city),
                "second_city": seed_second_city(city, second),
                "reading": seed_reading(city),
            }
            _catch_up()
            made |= _orders_of(city)
        if options["json"]:
            self.stdout.write(json.dumps({**made, "password": demo.PASSWORD}, ensure_ascii=False))
            return
        self.stdout.write(_said(made))
