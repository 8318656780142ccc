"""Offers of one job: written in the order of the ranking, answered once, closed together. Always under the lock of the job."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max

from dispatch.matching.models import Offer
from dispatch.matching.ranking import Match
from dispatch.matching.states import OfferState


def offer_to(matches: Sequence[Match], *, kind: str, subject: int, service_type_id: int, wave: int, until: datetime, now: datetime) -> list[Offer]:
    """Ask these, in this order; their places go on from those who were asked before. Two queries."""
    last = Offer.objects.of(kind, subject).aggregate(last=Max("rank"))["last"] or 0
    rows = [
        Offer(
            kind=kind,
            subject=subject,
            service_type_id=service_type_id,
            worker_id=one.worker_id,
            wave=wave,
            rank=last + place,
            points=one.points,
            km=round(one.km, 2),
            travel_minutes=one.travel_minutes,
            reasons=[reason.out() for reason in one.reasons],
            offered_at=now,
            until=until,
        )
        for place, one in enumerate(matches, start=1)
    ]
    return Offer.objects.bulk_create(rows)


def answer(offer: Offer, state: OfferState, *, now: datetime, note: str = "") -> None:
    """Write the answer."""
    offer.state, offer.answered_at, offer.note = state, now, note
    offer.save(update_fields=["state", "answered_at", "note"])


def close_open(kind: str, subject: int, state: OfferState, *, now: datetime) -> int:
    """End what is still open of a job; how many."""
    return Offer.objects.of(kind, subject).filter(state=OfferState.OPEN).update(state=state, answered_at=now)
