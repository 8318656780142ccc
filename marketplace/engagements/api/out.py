"""Engagements as the API says them."""

from datetime import datetime
from typing import Any

from core.access import Actor
from core.money import Money
from core.states import available
from marketplace.bookings.api.out import quote_out
from marketplace.engagements import services, shown
from marketplace.engagements.models import CareEntry, Contract, Engagement, Substitute
from marketplace.engagements.queries import contracts, own, people
from marketplace.engagements.services.days import window
from marketplace.engagements.states import PROMISED, EngagementState

BEGINNING = {"begin_trial": "begin"}
BY_THE_CLOCK = {"pass", "finish", "part", "expire", "lapse", "sign", "replace", "give_up", "extend"}


def short(row: Engagement) -> dict[str, Any]:
    """An engagement in a list."""
    stay = shown.there(row)
    return {
        "number": row.number,
        "url": row.get_absolute_url(),
        "title": row.title,
        "service_type": row.service_type.name,
        "provider": row.provider_name,
        "worker": stay.worker.called if stay else "",
        "state": row.state,
        "state_name": EngagementState(row.state).label,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "units": row.units,
        "basis": row.basis,
        "district": row.district.name,
        "total_yuan": Money(row.chargeable_fen).yuan,
        "until": row.until,
        "created_at": row.created_at,
    }


def full(row: Engagement, actor: Actor, now: datetime) -> dict[str, Any]:
    """One engagement; door and contact are the family's, and the provider's from the accepted price on; the code is the family's alone."""
    held = row.access_scopes(actor)
    is_customer, over = "o" in held, row.is_over(now)
    near = is_customer or (bool(held & {"t", "j"}) and (row.state in PROMISED or row.state == EngagementState.SIGNING))
    steps = [] if over else available(row, actor)
    contract, search = contracts.latest(row), own.open_search(row)
    fee = services.cancel_fee(row, now=now).fen if any(event == "cancel" for event, _ in steps) else None
    beyond_p = bool(held - {"p"}) or "p" not in held
    return {
        **short(row),
        "address": row.address if near else "",
        "contact": row.contact_name if near else "",
        "needs": row.needs,
        "preferences": row.preferences if beyond_p else {},
        "code": row.code if is_customer else "",
        "candidates": _candidates(row) if is_customer and row.state == EngagementState.ASKED else [],
        "quote": _quote(row) if beyond_p else None,
        "periods": [
            {
                "position": one.position,
                "first_on": one.first_on,
                "beyond_on": one.beyond_on,
                "yuan": Money(one.fen).yuan,
                "owed_yuan": None if one.owed_fen is None else Money(one.owed_fen).yuan,
            }
            for one in row.periods.order_by("position")
        ],
        "contract": contract.pk if contract and beyond_p else None,
        "substitute": search.pk if search and beyond_p else None,
        "trial_ends_on": row.trial_ends_on,
        "cancel_fee_yuan": None if fee is None else Money(fee).yuan,
        "actions": [
            {"action": BEGINNING.get(event, event), "label": step.label, "note_required": step.note_required}
            for event, step in steps
            if event not in BY_THE_CLOCK
        ],
    }


def _candidates(row: Engagement) -> list[dict[str, Any]]:
    first, beyond = window(row)
    return [
        {
            "id": one.candidate.pk,
            "worker": one.worker.pk,
            "called": one.worker.called,
            "provider": one.card["enterprise"],
            "unit_yuan": Money(one.candidate.unit_fen).yuan,
            "note": one.candidate.note,
            "identity": [paper.kind.name for paper in one.identity],
            "training": [paper.kind.name for paper in one.training],
            "papers": [paper.kind.name for paper in one.others],
            "rating": one.standing.mean if one.standing else None,
        }
        for one in people.shown_candidates(row, people.candidates_of(row), first=first, beyond=beyond)
        if one.candidate is not None
    ]


def _quote(row: Engagement) -> dict[str, Any] | None:
    quote = row.quotes.filter(kind="first").order_by("-version").first()
    return None if quote is None else quote_out(quote, quote.lines)


def entry(row: CareEntry) -> dict[str, Any]:
    """An entry of the care log."""
    return {
        "id": row.pk,
        "day": row.day,
        "at": row.at,
        "worker": row.worker.called if row.worker else "",
        "meals": row.meals,
        "medicine": row.medicine,
        "mood": row.mood,
        "temperature": row.warm,
        "note": row.note,
        "photos": [str(file) for file in row.photos],
    }


def contract(row: Contract) -> dict[str, Any]:
    """A version with who has accepted it."""
    signed = contracts.signed_by(row).values()
    return {
        "id": row.pk,
        "order": row.deal.number,
        "version": row.version,
        "digest": row.digest,
        "body": row.body,
        "signatures": [{"side": one.side, "name": one.name, "at": one.at, "how": one.how} for one in signed],
    }


def search(row: Substitute, actor: Actor, now: datetime) -> dict[str, Any]:
    """A search for somebody else."""
    steps = [] if row.is_over(now) else [one for one in available(row, actor) if one[0] not in ("close", "expire")]
    return {
        "id": row.pk,
        "order": row.deal.number,
        "state": row.state,
        "reason": row.reason,
        "detail": row.detail,
        "old_worker": row.old_worker.called,
        "worker": row.worker.called if row.worker else "",
        "until": row.until,
        "actions": [{"action": event, "label": step.label, "note_required": step.note_required} for event, step in steps],
    }
