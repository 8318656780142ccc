"""Whom somebody may propose, and what a family sees of each: identity, papers, training, ratings (BKG-09, WRK-06)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from core.access import Actor, tenants
from marketplace.engagements.models import Candidate, Engagement
from marketplace.ratings.models import Standing
from marketplace.ratings.queries.public import standings_of
from marketplace.workers.models import Paper, Worker
from marketplace.workers.queries.public import cards_of

IDENTITY, TRAINING = "identity", "training"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shown:
    """Somebody as the family sees him: his card, the papers that hold on the whole of the days, how he stands, his price."""

    candidate: Candidate | None
    worker: Worker
    card: dict[str, Any]
    identity: list[Paper]
    training: list[Paper]
    others: list[Paper]
    standing: Standing | None


def people_of(engagement: Engagement, actor: Actor) -> QuerySet[Worker]:
    """Who is public, and the actor's own people or himself, and of the provider whom the family asked."""
    rows = Worker.objects.public().select_related("enterprise")
    rows = rows.filter(
        Q(enterprise__organisation_id__in=tenants(actor, Engagement.access_resource, "propose")) | Q(enterprise=None, user_id=actor.user_id, user__isnull=False)
    )
    if engagement.enterprise_id is not None:
        return rows.filter(enterprise_id=engagement.enterprise_id)
    return rows.filter(pk=engagement.provider_id) if engagement.provider_id is not None else rows


def staff_of(engagement: Engagement) -> list[int]:
    """The ids of the provider's people who take work. One query at most."""
    if engagement.provider_id is not None:
        return [engagement.provider_id]
    return list(Worker.objects.taking_work().filter(enterprise_id=engagement.enterprise_id or 0).order_by("pk").values_list("pk", flat=True))


def candidates_of(engagement: Engagement) -> list[Candidate]:
    """Who has been proposed and not taken back, the first first. One query."""
    rows = engagement.candidates.filter(withdrawn_at=None).select_related("worker__enterprise", "worker__district", "worker__photo", "enterprise")
    return list(rows.order_by("pk"))


def shown_candidates(engagement: Engagement, candidates: list[Candidate], *, first: date, beyond: date) -> list[Shown]:
    """Candidates as the family sees them. Four queries, however many there are."""
    by_id = {one.worker_id: one for one in candidates}
    return [_with(one, by_id.get(one.worker.pk)) for one in shown([row.worker for row in candidates], first=first, beyond=beyond)]


def _with(one: Shown, candidate: Candidate | None) -> Shown:
    return Shown(candidate, one.worker, one.card, one.identity, one.training, one.others, one.standing)


def shown(workers: Iterable[Worker], *, first: date, beyond: date) -> list[Shown]:
    """Workers as a family sees them, with the papers that hold from the first day to the last. Four queries, however many there are."""
    rows = list(workers)
    cards = {card["id"]: card for card in cards_of(rows, on=first)}
    standings = standings_of("worker", [row.pk for row in rows])
    valid = Paper.objects.filter(worker__in=rows, kind__public=True, kind__active=True).valid_on(first).select_related("kind")  # type: ignore[attr-defined]
    papers: dict[int, dict[int, Paper]] = {}
    for paper in valid.order_by("kind__position", "kind_id", "-pk"):
        if paper.ends_on is None or paper.ends_on >= beyond - ONE_DAY:
            papers.setdefault(paper.worker_id, {}).setdefault(paper.kind_id, paper)
    return [_shown(row, cards[row.pk], list(papers.get(row.pk, {}).values()), standings.get(row.pk)) for row in rows]


def _shown(row: Worker, card: dict[str, Any], papers: list[Paper], standing: Standing | None) -> Shown:
    identity = [paper for paper in papers if paper.kind.group == IDENTITY]
    training = [paper for paper in papers if paper.kind.group == TRAINING]
    return Shown(None, row, card, identity, training, [paper for paper in papers if paper not in identity and paper not in training], standing)
