"""Assessments as each side reads them."""

from typing import Any

from core.access import Actor
from core.errors import NotFound
from marketplace.engagements.models import Engagement, HomeAssessment

RELATED = ("engagement__enterprise", "engagement__provider", "engagement__service_type__category", "engagement__district", "assessor")


def latest_of(engagement: Engagement) -> HomeAssessment | None:
    """The newest one of an engagement. One query."""
    return HomeAssessment.objects.filter(engagement=engagement).select_related("assessor").order_by("-pk").first()


def readable(number: int, *, actor: Actor) -> HomeAssessment:
    """One that the actor may read. Raises NotFound. One query."""
    row = HomeAssessment.objects.visible_to(actor).select_related(*RELATED).filter(pk=min(number, 2**63 - 1)).first()
    if row is None:
        raise NotFound
    return row


def of_assessor(actor: Actor, *, most: int = 20) -> list[HomeAssessment]:
    """What somebody is sent to look at. One query."""
    rows = HomeAssessment.objects.filter(assessor__user_id=actor.user_id or 0, state="planned").select_related(*RELATED)
    return list(rows.order_by("starts_at", "pk")[:most])


def answered(row: HomeAssessment) -> list[tuple[str, str]]:
    """Questions with their answers, in order; what was not answered is left out."""
    said: dict[str, Any] = row.answers
    return [(one["label"], said[one["code"]]) for one in row.questions if said.get(one["code"])]
