"""Questions and feedback of the demo city: answered, being looked after, waiting."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from cms.training.models import CoursePage
from core import subjects
from dispatch.intake.models import Enquiry, Feedback, Ticket
from dispatch.intake.services import answer, ask, close, send_feedback, take
from home.operations.seed.city import City, rows
from members.roles import Role


def seed_intake(city: City) -> int:
    """Ask, say, take, answer; nothing when there is anything. Returns how many."""
    found: Any = rows("intake")
    with transaction.atomic():
        _seed(city, found)
    return len(found["enquiries"]) + len(found["feedback"])


def _seed(city: City, found: Any) -> None:
    if not Enquiry.objects.exists():
        for row in found["enquiries"]:
            _handled(city, row, _asked(city, row))
    if not Feedback.objects.exists():
        for row in found["feedback"]:
            _handled(city, row, _said(city, row))


def _person(city: City, row: dict[str, Any]) -> dict[str, Any]:
    actor = city.acting_as(city.people[row["member"]] if row["member"] else None)
    return {"actor": actor, "now": city.days_ago(0, minutes=row["minutes_ago"]), **{name: row[name] for name in ("name", "phone", "text")}, "channel": "web"}


def _asked(city: City, row: dict[str, Any]) -> Enquiry:
    course = CoursePage.objects.filter(slug=row["about"]).first() if row["about"] else None
    about = subjects.find(f"course:{course.pk}", now=city.now) if course is not None else None
    return ask(about=about, **_person(city, row))


def _said(city: City, row: dict[str, Any]) -> Feedback:
    return send_feedback(kind=row["kind"], page=row["page"], **_person(city, row))


def _handled(city: City, row: dict[str, Any], ticket: Ticket) -> None:
    if not row["owner"]:
        return
    owner, at = city.of_role(Role(row["owner"])), ticket.created_at
    ticket = take(ticket, actor=city.acting_as(owner), now=at + timedelta(minutes=5))
    if row["answer"]:
        ticket = answer(ticket, actor=city.acting_as(owner), now=at + timedelta(minutes=19), note=row["answer"])
    if row["closed"]:
        close(ticket, actor=city.acting_as(owner), now=at + timedelta(minutes=21))
