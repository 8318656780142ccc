"""Urgent orders as the family, the workers and the dispatchers see them."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from core.access import Actor, require
from core.errors import NotFound
from core.states import Transition, available
from dispatch.matching.models import Offer
from dispatch.matching.states import OfferKind
from dispatch.urgent.models import Incident, PlanRun, PlanTick, UrgentOrder
from dispatch.urgent.parameters import WAVES
from dispatch.urgent.states import SEARCHING, Stage, UrgentState
from marketplace.bookings.models import Booking

RECENT = timedelta(hours=12)
SHOWN = 20


def incidents() -> list[Incident]:
    """What a family may report. One query."""
    return list(Incident.objects.filter(active=True, service_type__active=True).select_related("service_type").order_by("position", "pk"))


def incidents_of(service_type_id: int | None) -> list[Incident]:
    """What a service comes for at once. One query."""
    return [one for one in incidents() if one.service_type_id == service_type_id] if service_type_id else []


def one(number: str) -> UrgentOrder:
    """Any urgent order; whoever shows it asks what the actor may. Raises NotFound."""
    row = UrgentOrder.objects.with_names().filter(number=number).first()
    if row is None:
        raise NotFound
    return row


def searching_of(actor: Actor) -> UrgentOrder | None:
    """One's own for which somebody is looked for now. One query."""
    return UrgentOrder.objects.searching().select_related("incident").filter(customer_id=actor.user_id or 0).first()


def order_of(call: UrgentOrder) -> Booking | None:
    """The order that came of it, with who comes. Four queries, none where there is none."""
    return Booking.objects.with_names().get(pk=call.booking_id) if call.booking_id else None


def moves_of(call: UrgentOrder, stage: Stage, actor: Actor) -> list[tuple[str, Transition]]:
    """What the actor may do next; nothing about a price that is over."""
    return [] if stage == Stage.EXPIRED else available(call, actor)


def own(number: str, *, actor: Actor) -> UrgentOrder:
    """One's own urgent order. Raises NotFound."""
    row = UrgentOrder.objects.with_names().filter(customer_id=actor.user_id or 0, number=number).first()
    if row is None:
        raise NotFound
    require(actor, "read", row)
    return row


def visible(number: str, *, actor: Actor) -> UrgentOrder:
    """An urgent order that the actor may read. Raises NotFound."""
    row = UrgentOrder.objects.visible_to(actor).with_names().select_related("customer").filter(number=number).first()
    if row is None:
        raise NotFound
    return row


def latest_of(actor: Actor) -> list[UrgentOrder]:
    """One's own, the latest first. One query."""
    return list(UrgentOrder.objects.with_names().filter(customer_id=actor.user_id or 0).exclude(state=UrgentState.EXPIRED).order_by("-pk")[:SHOWN])


def stage_of(call: UrgentOrder, now: datetime) -> Stage:
    """Where it stands at this moment. One query."""
    return call.stage(now, waves=WAVES.at(now))


def offers_of(call: UrgentOrder) -> list[Offer]:
    """Whom it was offered to, in order. One query."""
    return list(Offer.objects.of(OfferKind.URGENT, call.pk).select_related("worker__enterprise").order_by("rank"))


def open_offers(actor: Actor, now: datetime) -> list[Offer]:
    """What waits for the actor's answer, what ends first at the top, each with its urgent order as `call`. Two queries at most."""
    mine = Offer.objects.filter(kind=OfferKind.URGENT, worker__user_id=actor.user_id or 0)
    return _with_calls(list(mine.open(now).select_related("worker").order_by("until", "pk")[:SHOWN]))  # type: ignore[attr-defined]


def recent_offers(actor: Actor, now: datetime) -> list[Offer]:
    """What was asked and is over, the latest first. Two queries."""
    mine = Offer.objects.filter(kind=OfferKind.URGENT, worker__user_id=actor.user_id or 0, offered_at__gt=now - timedelta(days=7))
    over = [one for one in mine.select_related("worker").order_by("-pk")[: 2 * SHOWN] if not one.is_open(now)]
    return _with_calls(over[:SHOWN])


def with_call(offer: Offer) -> Offer:
    """With its urgent order as `call`. One query."""
    return _with_calls([offer])[0]


def photos_of(call: UrgentOrder) -> list[str]:
    """The addresses of its photos."""
    return [reverse("urgent:photo", args=[call.number, place]) for place in range(1, len(call.photos) + 1)]


def _with_calls(offers: list[Offer]) -> list[Offer]:
    calls = {row.pk: row for row in UrgentOrder.objects.with_names().filter(pk__in=[one.subject for one in offers])} if offers else {}
    for one in offers:
        one.call = calls[one.subject]  # type: ignore[attr-defined]
    return offers


def my_offer(number: int, *, actor: Actor) -> Offer:
    """An offer made to the actor. Raises NotFound."""
    row = Offer.objects.select_related("worker").filter(pk=number, kind=OfferKind.URGENT).first()
    if row is None:
        raise NotFound
    require(actor, "read", row)
    if "o" not in row.access_scopes(actor):
        raise NotFound
    return row


def waiting_offers(actor: Actor, now: datetime) -> int:
    """How many offers wait for the actor. One query."""
    return Offer.objects.filter(kind=OfferKind.URGENT, worker__user_id=actor.user_id or 0).open(now).count()  # type: ignore[attr-defined]


def board(now: datetime) -> list[UrgentOrder]:
    """What is being looked for, the most pressing first: handed over, then by how long it has waited. One query."""
    rows = UrgentOrder.objects.with_names().filter(state__in=SEARCHING)
    return sorted(rows, key=lambda row: (row.state != UrgentState.ESCALATED, row.agreed_at or now))


def runs_of(**subject: Any) -> list[PlanRun]:
    """The plans opened for an order, each with its steps as `lines`: text, who, when. Two queries."""
    ticks = Prefetch("ticks", queryset=PlanTick.objects.select_related("by"))
    found: QuerySet[PlanRun] = PlanRun.objects.filter(**subject).select_related("plan__incident", "opened_by").prefetch_related(ticks)
    rows = list(found.order_by("pk"))
    for run in rows:
        done = {tick.position: tick for tick in run.ticks.all()}
        run.lines = [{"position": place, "text": text, "tick": done.get(place)} for place, text in enumerate(run.plan.steps, start=1)]  # type: ignore[attr-defined]
        run.left = sum(line["tick"] is None for line in run.lines)  # type: ignore[attr-defined]
    return rows


def plans_of(order: Booking) -> dict[str, Any]:
    """The plans opened for an order, and the urgent order that it came of. Five queries at most."""
    call = UrgentOrder.objects.with_names().filter(booking=order).first()
    return {"call": call, "runs": runs_of(booking=order) + (runs_of(call=call) if call else [])}


def own_data(user_id: int) -> dict[str, Any]:
    """What is stored about a person: what he reported, and what was offered to him."""
    rows = UrgentOrder.objects.with_names().filter(customer_id=user_id).order_by("pk")
    asked = Offer.objects.filter(worker__user_id=user_id).select_related("service_type").order_by("pk")
    return {
        "calls": [
            {
                "number": row.number,
                "created_at": row.created_at,
                "incident": row.incident.name,
                "what": row.what,
                "photos": len(row.photos),
                "name": row.contact_name,
                "phone": row.phone,
                "address": f"{row.district.name} {row.address}",
                "state": row.state,
            }
            for row in rows
        ],
        "offers": [{"offered_at": one.offered_at, "service": one.service_type.name, "state": one.state, "note": one.note} for one in asked],
    }
