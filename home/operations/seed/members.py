"""Members of the demo city: their levels, their real names, and what they answered when they were asked how it was."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from core.errors import DomainError
from dispatch.surveys import services as surveys
from dispatch.surveys.models import Invitation, Survey
from dispatch.surveys.services import Asked
from home.operations.seed.city import City, rows
from marketplace.bookings.models import Booking
from marketplace.bookings.states import BookingState
from marketplace.levels.forms import months_later
from marketplace.levels.models import LevelGrant, MemberLevel
from marketplace.levels.services import grant_level, withdraw_level
from marketplace.realname import services as names
from marketplace.realname.models import RealName
from marketplace.workers.identity import check_character
from members.roles import Role


def seed_members(city: City) -> int:
    """Levels, real names and a survey where there are none; returns how many there are."""
    known: Any = rows("members")
    if not LevelGrant.objects.filter(source="staff").exists():
        _give_levels(city, known)
    if not RealName.objects.exists():
        for row in known["names"]:
            _name(city, row)
    if not Survey.objects.exists():
        _ask(city, known["survey"])
    return LevelGrant.objects.count() + RealName.objects.count() + Survey.objects.count()


def _give_levels(city: City, known: dict[str, Any]) -> None:
    levels = {row.code: row for row in MemberLevel.objects.all()}
    desk, today = city.acting_as(city.of_role(Role.CARD_DESK)), timezone.localdate(city.now)
    for row in known["levels"]:
        first = today - timedelta(days=row["days_ago"])
        person, until = city.people[row["member"]], months_later(first, row["months"])
        grant_level(person, levels[row["level"]], actor=desk, now=city.days_ago(row["days_ago"]), starts_on=first, ends_on=until, reason=row["reason"])
    wrong = known["withdrawn"]
    given = {"starts_on": today - timedelta(days=2), "ends_on": None, "reason": wrong["reason"]}
    grant = grant_level(city.people[wrong["member"]], levels[wrong["level"]], actor=desk, now=city.days_ago(2), **given)
    withdraw_level(grant, actor=desk, now=city.days_ago(1), note=wrong["note"])


def _name(city: City, row: dict[str, Any]) -> None:
    number = row["digits"] + check_character(row["digits"])
    made = names.submit(name=row["name"], number=number, actor=city.acting_as(city.people[row["member"]]), now=city.days_ago(3))
    desk = city.acting_as(city.of_role(Role.PUBLISHER))
    if row["state"] == "verified":
        names.verify(made, actor=desk, now=city.days_ago(2))
    elif row["state"] == "rejected":
        names.reject(made, actor=desk, now=city.days_ago(2), note=row["note"])


def _ask(city: City, story: dict[str, Any]) -> None:
    questions = [Asked(kind, text, tuple(choices)) for kind, text, *choices in story["questions"]]
    said = {name: story[name] for name in ("title", "intro", "sample_share")}
    survey = surveys.make_survey(actor=city.acting_as(city.of_role(Role.QUALITY)), now=city.days_ago(45), questions=questions, wait_days=3, **said)
    numbers = list(survey.questions.order_by("position").values_list("pk", flat=True))
    done = Booking.objects.filter(state=BookingState.CONFIRMED).order_by("service_type_id", "pk")[: len(story["replies"])]
    for order, reply in zip(done, story["replies"], strict=False):
        sent = city.days_ago(1)
        row = Invitation.objects.create(survey=survey, booking=order, due_at=sent, sent_at=sent, until=sent + timedelta(days=14))
        try:
            surveys.answer(row, dict(zip(numbers, reply, strict=True)), now=city.now)
        except DomainError:
            continue
