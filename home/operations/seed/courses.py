"""The training courses of the demo city: those of enterprises handed in and approved, those of the centre written by its training staff."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from cms.training.models import CoursePage, TrainingIndexPage
from cms.training.queries import index_page
from cms.training.services import create_course
from core.access import acting
from core.money import Money
from home.operations.seed.city import City, rows
from members.models import User
from members.roles import Role

PLAIN = ("title", "intro", "family", "programme", "sessions", "place", "fee_note", "seats", "taken", "audience", "certificate")


def seed_courses(city: City) -> int:
    """Publish what is missing; returns how many courses there are."""
    index, trainer = index_page(), city.of_role(Role.TRAINING)
    if index is None:
        return 0
    with acting(city.acting_as(trainer)):
        for row in rows("courses"):
            if not CoursePage.objects.child_of(index).filter(slug=row["slug"]).exists():
                with transaction.atomic():
                    _publish(city, row, index, trainer)
    return len(rows("courses"))


def _publish(city: City, row: dict[str, Any], index: TrainingIndexPage, trainer: User) -> None:
    at = city.days_ago(row["published_days_ago"])
    if row["enterprise"]:
        firm = city.enterprises[row["enterprise"]]
        page = create_course(enterprise=firm, actor=city.acting_as(firm.applicant), now=at, **_values(city, row))
    else:
        index.refresh_from_db()
        page = index.add_child(instance=CoursePage(live=False, owner=trainer, slug=row["slug"], search_description=row["intro"], **_values(city, row)))
    page.slug, page.cover_art = row["slug"], row["art"]
    page.full_clean()
    page.save_revision(user=trainer).publish(user=trainer)


def _values(city: City, row: dict[str, Any]) -> dict[str, Any]:
    first = timezone.localdate(city.now) + timedelta(days=row["starts_in_days"])
    return {
        **{name: row[name] for name in PLAIN},
        "starts_on": first,
        "ends_on": first + timedelta(days=row["lasts_days"] - 1),
        "enrol_until": first - timedelta(days=row["enrol_days_before"]),
        "district": city.districts[row["district"]],
        "fee_fen": Money.parse(row["fee_yuan"]).fen,
        "syllabus": [{"type": "unit", "value": unit} for unit in row["syllabus"]],
    }
