"""Quotes of engagements: versions, each with everything that it was computed from (PRI-06)."""

from datetime import datetime
from typing import Any

from django.db.models import Max

from core.access import Actor
from core.errors import Invalid
from marketplace.bookings.services.quoting import answer
from marketplace.bookings.states import QuoteState
from marketplace.engagements.models import Engagement, EngagementQuote
from marketplace.engagements.services.checking import MOST_FEN
from marketplace.engagements.services.days import free
from marketplace.engagements.terms import lines_of


def inputs_of(engagement: Engagement, *, unit_fen: int, extras: list[dict[str, Any]], units: int | None = None, worker_id: int) -> dict[str, Any]:
    """Everything that a price is computed from."""
    return {"basis": engagement.basis, "units": units or engagement.units, "unit_fen": unit_fen, "extras": extras, "worker": worker_id}


def write_quote(
    engagement: Engagement, inputs: dict[str, Any], *, valid_until: datetime, now: datetime, kind: str = "first", note: str = ""
) -> EngagementQuote:
    """The next version. Under the lock of the engagement. Raises Invalid for a total beyond all reason."""
    lines: list[dict[str, Any]] = [{"kind": line.kind, "label": line.label, "detail": line.detail, "fen": line.fen} for line in lines_of(inputs)]
    total = sum(line["fen"] for line in lines)
    if total > MOST_FEN * 10:
        raise Invalid(fields={"price": ["总价太大了，检查一下。"]})
    last = EngagementQuote.objects.filter(engagement=engagement).aggregate(last=Max("version"))["last"] or 0
    values = {"inputs": inputs, "lines": lines, "total_fen": total, "valid_until": valid_until, "note": note, "created_at": now}
    return EngagementQuote.objects.create(engagement=engagement, version=last + 1, kind=kind, **values)


def open_quote(engagement: Engagement, kind: str = "first") -> EngagementQuote | None:
    """The quote of a kind that waits for an answer. One query."""
    return EngagementQuote.objects.filter(engagement=engagement, kind=kind, state=QuoteState.OFFERED).first()


def close_open(engagement: Engagement, *, actor: Actor, now: datetime) -> None:
    """Whatever waits for an answer gets a no."""
    for quote in EngagementQuote.objects.filter(engagement=engagement, state=QuoteState.OFFERED):
        answer(quote, QuoteState.DECLINED, actor=actor, now=now, how="")
        free(quote.inputs.get("assignment"), now=now)
