"""Engagements as their own people see them: the family, the provider, whoever lives in."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.access import Actor, can, require, scopes, tenants
from core.errors import NotFound
from core.money import Money
from core.states import history_of
from marketplace.bookings.states import QuoteState
from marketplace.engagements.models import CareEntry, Contract, Engagement, EngagementQuote, HomeAssessment, Substitute, named
from marketplace.engagements.models.deals import Deal
from marketplace.engagements.states import AssessmentState, EngagementState
from marketplace.workers.models import Worker

PAGE_SIZE = 20
BIGGEST = 2**63 - 1


def _page(found: QuerySet[Engagement], before: int | None, size: int) -> list[Engagement]:
    """So many and one more, the latest first."""
    rows = found.filter(pk__lt=before) if before is not None else found
    return list(rows.with_names().order_by("-pk")[: size + 1])  # type: ignore[attr-defined]


def of_customer(actor: Actor, *, before: int | None = None, size: int = PAGE_SIZE) -> list[Engagement]:
    """One's own. Two queries."""
    return _page(Engagement.objects.filter(customer_id=actor.user_id or 0), before, size)


def _of_provider(actor: Actor, portal: str) -> Q:
    if portal == "enterprise":
        return Q(enterprise__organisation_id__in=tenants(actor, Engagement.access_resource))
    return Engagement.objects.scope_q(actor)["j"]


def _seen_by(actor: Actor, portal: str) -> Q:
    """The same, and what people of the actor's outlet do: its manager sees it, the enterprise decides (CHN-02)."""
    provided = _of_provider(actor, portal)
    return (
        provided | Engagement.objects.scope_q(actor)["s"] if portal == "enterprise" and "s" in scopes(actor, "read", Engagement.access_resource) else provided
    )


def of_provider(actor: Actor, portal: str, *, state: str = "", before: int | None = None, size: int = PAGE_SIZE) -> list[Engagement]:
    """What the actor's enterprises provide or people of his outlet do, or what he does himself. Two queries."""
    found = Engagement.objects.filter(_seen_by(actor, portal))
    return _page(found.filter(state=state) if state else found, before, size)


def asked_of_everybody(actor: Actor, now: datetime, *, most: int = 10) -> list[Engagement]:
    """Questions to everybody that are open, the latest first, where the actor may propose. Two queries."""
    if not can(actor, "propose", Engagement):
        return []
    rows = Engagement.objects.filter(Engagement.objects.scope_q(actor)["p"], until__gt=now).exclude(customer_id=actor.user_id or 0)
    return list(rows.with_names().order_by("-pk")[:most])


def for_customer(number: str, *, actor: Actor) -> Engagement:
    """One's own. Raises NotFound."""
    return _one(Engagement.objects.filter(customer_id=actor.user_id or 0), number)


def for_provider(number: str, portal: str, *, actor: Actor) -> Engagement:
    """One of the actor's side, or a question to everybody that is open. Raises NotFound."""
    asked = Engagement.objects.scope_q(actor)["p"] if can(actor, "propose", Engagement) and has_people(actor, portal) else Q(pk=None)
    found = _one(Engagement.objects.filter(_seen_by(actor, portal) | asked), number)
    require(actor, "read", found)
    return found


def has_people(actor: Actor, portal: str) -> bool:
    """Whether the actor has somebody to propose on these pages: his enterprise's people, or himself when he works for himself. One query."""
    if portal == "enterprise":
        return bool(tenants(actor, Engagement.access_resource, "propose"))
    return Worker.objects.filter(user_id=actor.user_id or 0, enterprise=None).exists()


def visible(number: str, *, actor: Actor) -> Engagement:
    """One that the actor may read. Raises NotFound."""
    return _one(Engagement.objects.visible_to(actor), number)


def _one(rows: Any, number: str) -> Engagement:
    found = rows.filter(number=number).with_names().first()
    if found is None:
        raise NotFound
    return found


def waiting_for_family(actor: Actor, now: datetime) -> int:
    """How many wait for a word of the family: a price, a contract, a substitute. One query."""
    offered = Exists(Substitute.objects.filter(engagement=OuterRef("pk"), state="offered", until__gt=now))
    unsigned = ~Exists(Contract.objects.filter(engagement=OuterRef("pk"), signatures__side="family"))
    answers = Q(state=EngagementState.QUOTED, until__gt=now) | Q(unsigned, state=EngagementState.SIGNING, until__gt=now) | Q(offered)
    return Engagement.objects.filter(answers, customer_id=actor.user_id or 0).count()


def waiting_for_provider(actor: Actor, now: datetime) -> int:
    """How many wait for a word of the enterprise: somebody to propose, a contract, an extension, an assessment. One query."""
    asked = Q(Exists(EngagementQuote.objects.filter(engagement=OuterRef("pk"), kind="extension", state=QuoteState.OFFERED, valid_until__gt=now)))
    look = Q(Exists(HomeAssessment.objects.filter(engagement=OuterRef("pk"), state=AssessmentState.ASKED)))
    unsigned = Q(~Exists(Contract.objects.filter(engagement=OuterRef("pk"), signatures__side="provider")), state=EngagementState.SIGNING)
    nobody = Q(state=EngagementState.ASKED, candidates=None)
    rows = Engagement.objects.filter(_of_provider(actor, "enterprise")).still_open(now)  # type: ignore[attr-defined]
    return rows.filter(asked | look | unsigned | nobody).distinct().count()


def open_search(deal: Deal) -> Substitute | None:
    """The search for somebody else that is open. One query."""
    return Substitute.objects.open().filter(**named(deal)).select_related("worker__enterprise", "worker__district", "worker__photo", "old_worker").first()


def last_word(row: Engagement) -> str:
    """Why the last move was made, when somebody said why."""
    found = history_of(row).last()
    return found.note if found else ""


def own_data(user_id: int) -> dict[str, Any]:
    """What is stored about a person."""
    rows = Engagement.objects.filter(customer_id=user_id).select_related("service_type", "district", "enterprise", "provider").order_by("pk")
    written = CareEntry.objects.filter(author_id=user_id).order_by("pk")
    return {
        "engagements": [
            {
                "number": row.number,
                "created_at": row.created_at,
                "service": row.service_type.name,
                "provider": row.provider_name,
                "starts_on": row.starts_on,
                "ends_on": row.ends_on,
                "name": row.contact_name,
                "phone": row.phone,
                "address": f"{row.district.name} {row.address}",
                "needs": row.needs,
                "state": row.state,
                "total_yuan": Money(row.chargeable_fen).yuan,
            }
            for row in rows
        ],
        "care": [{"day": one.day, "meals": one.meals, "medicine": one.medicine, "note": one.note} for one in written],
    }
