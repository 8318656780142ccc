"""Builders of surveys: staff's alone, and the link that whoever has it may open."""

from collections.abc import Callable
from typing import Any

from dispatch.surveys.models import Question, Survey
from tests.dispatch.surveys.factories import invite, make_survey, token_of
from tests.marketplace.bookings.factories import make_offer
from tests.marketplace.ratings.factories import finished
from tests.rights.built import FOREIGN, HIDDEN, SHOWN, Builder, Built
from tests.rights.world import World


def survey(world: World, role: str, relation: str, state: str) -> Built | None:
    """A survey."""
    if relation != FOREIGN:
        return None
    row = Survey.objects.order_by("-pk").first() or make_survey()
    return Built({"number": row.pk}, frozenset(), row)


def survey_link(world: World, role: str, relation: str, state: str) -> Built | None:
    """A link that was sent; hidden: one that nobody signed."""
    if relation == HIDDEN:
        return Built({"token": "1-nobody"})
    return (
        Built({"token": token_of(invite(booking=finished(make_offer(enterprise=world.strange), customer=world.stranger)))}, None)
        if relation in (FOREIGN, SHOWN)
        else None
    )


def _answers(world: World, role: str, built: Built | None) -> dict[str, Any]:
    question = Question.objects.filter(kind="score").order_by("-pk").first()
    return {f"q{question.pk}": "4"} if question is not None else {}


BUILDERS: dict[str, Builder] = {"survey": survey, "survey_link": survey_link}
BODIES: dict[str, Callable[[World, str, Built | None], dict[str, Any]]] = {
    "surveys:answer POST": _answers,
    "dispatch_surveys_new POST": lambda world, role, built: {
        "title": "十一月保洁调查",
        "questions": "打分 | 打扫得干净吗",
        "sample_share": "20",
        "wait_days": "3",
    },
}
