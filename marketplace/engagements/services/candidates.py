"""People are proposed by their provider or apply themselves; the family chooses among them (BKG-15, BKG-09)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from core.access import SYSTEM_ROLE, Actor, require
from core.audit.services import record
from core.contacts import checked_words
from core.errors import IllegalTransition, Invalid, NotFound
from core.outbox import publish
from marketplace.engagements.errors import NotFree, OneAtATime
from marketplace.engagements.events import ENGAGEMENT_PROPOSED
from marketplace.engagements.models import Candidate, Engagement
from marketplace.engagements.queries.people import people_of
from marketplace.engagements.services.checking import checked_extras, checked_price
from marketplace.engagements.services.days import refusals, window
from marketplace.engagements.services.keeping import locked, require_in_time
from marketplace.engagements.states import EngagementState
from marketplace.workers.models import Worker

MOST_CANDIDATES = 20


def propose(
    engagement: Engagement,
    *,
    worker_id: int,
    unit_fen: int,
    actor: Actor,
    now: datetime,
    note: str = "",
    extras: Sequence[dict[str, Any]] = (),
) -> Candidate:
    """Propose one of one's people, or oneself, at a price; only who can be there on every day. Locks the engagement.

    Raises NotFound, Forbidden, Invalid, TimeIsOver, IllegalTransition, NotFree, OneAtATime.
    """
    require(actor, "propose", engagement)
    values = {"unit_fen": checked_price(unit_fen), "extras": checked_extras(extras), "note": checked_words(note, name="note", most=200)}
    with transaction.atomic():
        row = locked(engagement)
        _require_asking(row, now)
        worker = _one_of(row, worker_id, actor)
        if row.candidates.filter(withdrawn_at=None).count() >= MOST_CANDIDATES:
            raise Invalid(fields={"worker": [f"已经有 {MOST_CANDIDATES} 位了，等家里看过再说。"]})
        first, beyond = window(row)
        if reasons := refusals(row, [worker.pk], first, beyond, now=now).get(worker.pk, ["state"]):
            raise NotFree(reasons=reasons)
        try:
            with transaction.atomic():
                made = Candidate.objects.create(engagement=row, worker=worker, enterprise_id=worker.enterprise_id, proposed_by=actor.user_id, at=now, **values)
        except IntegrityError as error:
            raise OneAtATime("这一位已经在里面了。") from error
        record(actor, function="engagement.propose", obj=row, detail={"worker": worker.pk, "unit_fen": unit_fen}, now=now)
        publish(ENGAGEMENT_PROPOSED, key=f"engagement:{row.pk}", engagement_id=row.pk)
        return made


def take_back(engagement: Engagement, *, candidate_id: int, actor: Actor, now: datetime) -> Candidate:
    """Not after all. Locks the engagement. Raises NotFound, Forbidden, IllegalTransition."""
    require(actor, "propose", engagement)
    with transaction.atomic():
        row = locked(engagement)
        _require_asking(row, now)
        made = row.candidates.select_related("worker").filter(pk=candidate_id, withdrawn_at=None).first()
        if made is None:
            raise NotFound
        _one_of(row, made.worker_id, actor)
        made.withdrawn_at = now
        made.save(update_fields=["withdrawn_at"])
        record(actor, function="engagement.take_back", obj=row, detail={"worker": made.worker_id}, now=now)
        return made


def _require_asking(row: Engagement, now: datetime) -> None:
    if row.state != EngagementState.ASKED:
        raise IllegalTransition(state=row.state, event="propose")
    require_in_time(row, now)


def _one_of(row: Engagement, worker_id: int, actor: Actor) -> Worker:
    """Somebody whom the actor may propose for this engagement. Raises NotFound."""
    people = Worker.objects.public() if SYSTEM_ROLE in actor.roles else people_of(row, actor)
    found = people.filter(pk=worker_id).first()
    if found is None:
        raise NotFound
    return found
