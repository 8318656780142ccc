"""Choosing somebody, the price, and what either side may still give up before the contract is signed (BKG-08, BKG-15)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from core.access import Actor, require
from core.errors import IllegalTransition, NotFound
from core.retries import retried
from marketplace.bookings.services.quoting import answer
from marketplace.bookings.states import AssignmentStatus, QuoteState
from marketplace.engagements.errors import TimeIsOver, TotalDiffers
from marketplace.engagements.events import ENGAGEMENT_AGREED, ENGAGEMENT_CHOSEN, ENGAGEMENT_QUOTED, ENGAGEMENT_REOPENED
from marketplace.engagements.models import Engagement, Stay
from marketplace.engagements.services.assessing import drop_open
from marketplace.engagements.services.checking import checked_extras, checked_price
from marketplace.engagements.services.contracting import write_contract
from marketplace.engagements.services.days import Days, firm, let_go, take_days, window
from marketplace.engagements.services.keeping import locked, require_in_time, require_provider, stay_of, step
from marketplace.engagements.services.quoting import close_open, inputs_of, open_quote, write_quote
from marketplace.engagements.states import AssessmentState, EngagementState


@retried
def choose(engagement: Engagement, *, candidate_id: int, actor: Actor, now: datetime) -> Engagement:
    """The family takes one of the candidates: his days are kept while it reads the price. Locks the engagement and the worker.

    Raises NotFound, Forbidden, TimeIsOver, NotFree, Busy, IllegalTransition.
    """
    require(actor, "confirm", engagement)
    with transaction.atomic():
        row = locked(engagement)
        require_in_time(row, now)
        chosen = row.candidates.select_related("worker", "enterprise").filter(pk=candidate_id, withdrawn_at=None).first()
        if chosen is None:
            raise NotFound
        until = now + timedelta(hours=row.terms["quote_hours"])
        alone = chosen.worker if chosen.enterprise_id is None else None
        step(row, "choose", ENGAGEMENT_CHOSEN, actor=actor, now=now, until=until, enterprise=chosen.enterprise, provider=alone, unit_fen=chosen.unit_fen)
        first, beyond = window(row)
        kept = take_days(row, chosen.worker_id, Days(first, beyond, until=until), now=now)
        Stay.objects.create(engagement=row, worker=chosen.worker, assignment=kept, first_on=row.starts_on, beyond_on=row.ends_on, unit_fen=chosen.unit_fen)
        inputs = inputs_of(row, unit_fen=chosen.unit_fen, extras=chosen.extras, worker_id=chosen.worker_id)
        write_quote(row, inputs, valid_until=until, now=now, note=chosen.note)
        return row


@retried
def requote(engagement: Engagement, *, unit_fen: int, actor: Actor, now: datetime, note: str, extras: Sequence[dict[str, Any]] = ()) -> Engagement:
    """The provider names another price, for example after the assessment: the next version, with its own validity. Locks the engagement.

    Raises NotFound, Forbidden, Invalid, TimeIsOver, IllegalTransition.
    """
    require(actor, "accept", engagement)
    price, beside = checked_price(unit_fen), checked_extras(extras)
    with transaction.atomic():
        row = locked(engagement)
        require_provider(row, actor)
        require_in_time(row, now)
        return reprice(row, price, beside, actor=actor, now=now, note=note)


def reprice(row: Engagement, unit_fen: int, extras: list[dict[str, Any]], *, actor: Actor, now: datetime, note: str) -> Engagement:
    """The same under the lock: the old version is declined, the days are kept on."""
    until = now + timedelta(hours=row.terms["quote_hours"])
    step(row, "requote", ENGAGEMENT_QUOTED, actor=actor, now=now, note=note, until=until, unit_fen=unit_fen)
    stay = _there(row)
    close_open(row, actor=actor, now=now)
    stay.unit_fen = unit_fen
    stay.save(update_fields=["unit_fen"])
    firm(stay, to=AssignmentStatus.RESERVED, until=until, now=now)
    inputs = inputs_of(row, unit_fen=unit_fen, extras=extras, worker_id=stay.worker_id)
    looked = row.assessments.filter(state=AssessmentState.DONE).order_by("-pk").values_list("pk", flat=True).first()
    write_quote(row, inputs | ({"assessment": looked} if looked else {}), valid_until=until, now=now, note=note)
    return row


@retried
def agree(engagement: Engagement, *, total_fen: int, actor: Actor, now: datetime, how: str = "tap") -> Engagement:
    """The family accepts the price that it saw; the contract is written. Locks the engagement.

    Raises NotFound, Forbidden, TimeIsOver, TotalDiffers, IllegalTransition.
    """
    require(actor, "confirm", engagement)
    with transaction.atomic():
        row = locked(engagement)
        if row.state != EngagementState.QUOTED:
            raise IllegalTransition(state=row.state, event="agree", audit={"function": "engagement.agree", "object": row})
        require_in_time(row, now)
        quote = open_quote(row)
        if quote is None or quote.valid_until <= now:
            raise TimeIsOver
        if quote.total_fen != total_fen:
            raise TotalDiffers
        answer(quote, QuoteState.ACCEPTED, actor=actor, now=now, how=how)
        until = now + timedelta(hours=row.terms["sign_hours"])
        firm(_there(row), to=AssignmentStatus.RESERVED, until=until, now=now)
        step(row, "agree", ENGAGEMENT_AGREED, actor=actor, now=now, until=until, total_fen=quote.total_fen)
        write_contract(row, actor=actor, now=now)
        return row


def decline(engagement: Engagement, *, actor: Actor, now: datetime) -> Engagement:
    """Not this one: the other candidates are there again. Locks the engagement. Raises NotFound, Forbidden, TimeIsOver, IllegalTransition."""
    require(actor, "confirm", engagement)
    with transaction.atomic():
        return _back_to_asking(locked(engagement), "decline", actor=actor, now=now, note="")


def refuse(engagement: Engagement, *, actor: Actor, now: datetime, note: str) -> Engagement:
    """The provider cannot after all; the family looks on. Locks the engagement. Raises NotFound, Forbidden, Invalid, TimeIsOver, IllegalTransition."""
    require(actor, "accept", engagement)
    with transaction.atomic():
        row = locked(engagement)
        require_provider(row, actor)
        return _back_to_asking(row, "refuse", actor=actor, now=now, note=note)


def _back_to_asking(row: Engagement, event: str, *, actor: Actor, now: datetime, note: str) -> Engagement:
    """Whoever was chosen is no candidate any more, his days are free, and there is time to look on."""
    require_in_time(row, now)
    open_to_all = {"enterprise": None, "provider": None} if row.asks_everybody else {}
    fields = {"until": now + timedelta(days=row.terms["ask_days"]), "total_fen": 0, "unit_fen": 0, **open_to_all}
    step(row, event, ENGAGEMENT_REOPENED, actor=actor, now=now, note=note, **fields)
    stay = _there(row)
    let_go(stay, now=now)
    stay.left_at = now
    stay.save(update_fields=["left_at"])
    row.candidates.filter(worker_id=stay.worker_id, withdrawn_at=None).update(withdrawn_at=now)
    close_open(row, actor=actor, now=now)
    drop_open(row, now=now)
    return row


def _there(row: Engagement) -> Stay:
    stay = stay_of(row)
    if stay is None:
        raise TimeIsOver
    return stay
