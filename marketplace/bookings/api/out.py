"""Orders as the API says them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from core.access import Actor, can
from core.money import Money
from core.states import Transition, available
from marketplace.bookings import services, shown
from marketplace.bookings.models import Booking, Due
from marketplace.bookings.models.shared import QuoteVersion
from marketplace.bookings.queries import own
from marketplace.bookings.states import BookingState

# Three moves of the machine are one verb for the family.
ACCEPTING = {"book", "ask", "agree"}


def short(row: Booking) -> dict[str, Any]:
    """An order in a list."""
    who = shown.coming(row)
    return {
        "number": row.number,
        "url": row.get_absolute_url(),
        "title": row.title,
        "service_type": row.service_type.name,
        "provider": row.provider_name,
        "worker": who.worker.called if who else "",
        "workers": [one.worker.called for one in shown.crew(row)],
        "hands": row.hands,
        "state": row.state,
        "state_name": BookingState(row.state).label,
        "channel": row.channel,
        "starts_at": row.starts_at,
        "minutes": row.minutes,
        "district": row.district.name,
        "total_yuan": Money(row.chargeable_fen).yuan,
        "until": row.until,
        "created_at": row.created_at,
    }


def full(row: Booking, actor: Actor, now: datetime) -> dict[str, Any]:
    """One order with what may be done next. Whoever comes reads the address from two hours before; the code is the family's alone."""
    over, quote = row.is_over(now), own.latest_quote(row)
    steps = [] if over else available(row, actor)
    is_customer = actor.user_id == row.customer_id
    only_comes = not is_customer and "j" in row.access_scopes(actor) and "t" not in row.access_scopes(actor)
    dues = [] if only_comes else list(row.dues.select_related("waived_by").order_by("pk"))
    cancels = any(event == "cancel" for event, _ in steps)
    return {
        **short(row),
        "address": "" if only_comes and not row.shows_address(now) else row.address,
        "contact": row.contact_name,
        "needs": row.needs,
        "preferences": row.preferences,
        "code": shown.visit_of(row).code if is_customer else "",
        "end_code": shown.visit_of(row).end_code if is_customer else "",
        "quote": None if quote is None else quote_out(quote, map(vars, quote.lines.all())),
        "services": [{"name": part["name"], "minutes": part["minutes"], "hands": part["hands"]} for part in row.parts],
        "answers": row.answers,
        "placed_at": row.placed_at,
        "accepted_at": row.accepted_at,
        **_work(row),
        "alternatives": [timezone.localtime(moment) for moment in row.alternatives],
        "dues": [due_out(due) for due in dues],
        "cancel_fee_yuan": Money(services.cancel_fee(row, now=now).fen).yuan if cancels else None,
        "actions": [{"action": event, "label": step.label, "note_required": step.note_required} for event, step in _verbs(row, steps)]
        + _beside(row, actor, dues, accepts=any(event == "accept" for event, _ in steps)),
    }


def _work(row: Booking) -> dict[str, Any]:
    """What is done and said while somebody is there. Three queries."""
    return {
        "checklist": [
            {"position": item.position, "kind": item.kind, "part": item.part, "text": item.text, "done_at": item.done_at, "has_photo": item.photo is not None}
            for item in row.checklist.order_by("position")
        ],
        "changes": [
            {"id": one.pk, "label": one.label, "reason": one.reason, "yuan": Money(one.fen).yuan, "state": one.state} for one in row.changes.order_by("pk")
        ],
        "objections": list(row.objections.order_by("pk").values("id", "text", "at", "answer", "answered_at")),
    }


def due_out(due: Due) -> dict[str, Any]:
    """Who owes whom how much for what, and whether it can still be let go of."""
    named = {"payer": due.get_payer_display(), "payee": due.get_payee_display()}
    return {"id": due.pk, "kind": due.kind, **named, "yuan": Money(due.fen).yuan, "reason": due.reason, "waivable": services.is_waivable(due)}


def _beside(row: Booking, actor: Actor, dues: Iterable[Due], *, accepts: bool) -> list[dict[str, Any]]:
    """The actions that are no moves of the machine by themselves: agreeing to another of the family's times, letting go of a fee."""
    found = [{"action": "accept_at", "label": "按家里写的另一个时间接单", "note_required": False}] if accepts and row.alternatives else []
    if any(services.is_waivable(due) for due in dues) and can(actor, "waive", row):
        found.append({"action": "waive", "label": "免收", "note_required": True})
    return found


def quote_out(quote: QuoteVersion, lines: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """A version of a quote with its lines (kind, label, detail, fen)."""
    return {
        "version": quote.version,
        "state": quote.state,
        "total_yuan": Money(quote.total_fen).yuan,
        "valid_until": quote.valid_until,
        "note": quote.note,
        "lines": [{"kind": line["kind"], "label": line["label"], "detail": line["detail"], "yuan": Money(line["fen"]).yuan} for line in lines],
    }


def _verbs(row: Booking, steps: list[tuple[str, Transition]]) -> list[tuple[str, Transition]]:
    """The moves by the names of the API's verbs: accepting a price is one, whatever it leads to; what ends by the clock is nobody's."""
    skipped = "ask" if row.instant else "book"
    return [("accept_quote" if event in ACCEPTING else event, step) for event, step in steps if event not in {skipped, "expire", "close"}]
