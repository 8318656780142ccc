"""Surveys and links for tests."""

from datetime import timedelta
from typing import Any

from core import clock
from dispatch.surveys import services
from dispatch.surveys.models import Invitation, Survey
from dispatch.surveys.services import Asked
from marketplace.bookings.models import Booking
from tests.marketplace.factories import SYSTEM
from tests.marketplace.ratings.factories import finished

QUESTIONS = (Asked("score", "打扫得干净吗"), Asked("choice", "下次还约吗", ("还约", "看情况", "不约了")), Asked("text", "有什么要改的"))


def make_survey(**fields: Any) -> Survey:
    """Of every finished order, at once."""
    return services.make_survey(actor=SYSTEM, now=clock.now(), **{"title": "完工调查", "questions": QUESTIONS, "wait_days": 0, **fields})


def invite(survey: Survey | None = None, *, booking: Booking | None = None) -> Invitation:
    """One that was sent."""
    now = clock.now()
    row = survey or Survey.objects.order_by("pk").first() or make_survey()
    return Invitation.objects.create(survey=row, booking=booking or finished(), due_at=now, sent_at=now, until=now + timedelta(days=14))


def token_of(invitation: Invitation) -> str:
    """What stands in the address."""
    return services.path_of(invitation).split("/")[-2]
