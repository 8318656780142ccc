"""Waves: the nearest who are free are asked at once; nobody within the minutes, or nobody there, and the next ones farther away are asked;
after the last wave the dispatcher has the order, with a time by which somebody must be on the way (URG-01, URG-02).

Always under the lock of the order. `turn_due` is the scheduled job: it writes down what the clock has ended already.
"""

from datetime import datetime, timedelta

from django.db import transaction

from core.access import Actor
from core.outbox import publish
from dispatch.matching.finding import Demand, match
from dispatch.matching.models import Offer
from dispatch.matching.offering import close_open, offer_to
from dispatch.matching.states import OfferKind, OfferState
from dispatch.urgent import parameters
from dispatch.urgent.events import CALL_ESCALATED, CALL_OFFERED, CALL_OVERDUE
from dispatch.urgent.models import UrgentOrder
from dispatch.urgent.services.keeping import step
from dispatch.urgent.states import OPEN, UrgentState


def radius_of(wave: int, now: datetime) -> int:
    """How far a wave looks, in kilometres."""
    return parameters.FIRST_KM.at(now) + parameters.GROWTH_KM.at(now) * (wave - 1)


def ask_around(call: UrgentOrder, *, now: datetime) -> int:
    """Ask the next wave's people: the nearest of those who have not been asked; how many. Writes wave, radius and end into the row."""
    radius = radius_of(call.wave, now)
    asked = Offer.objects.of(OfferKind.URGENT, call.pk).values_list("worker_id", flat=True)
    demand = Demand(
        call.service_type_id,
        call.minutes,
        (call.lat, call.lng),
        radius_km=float(radius),
        family_id=call.customer_id,
        without=frozenset(asked),
        district_id=call.district_id,
    )
    found = match(demand, now=now, size=parameters.WAVE_SIZE.at(now))
    until = now + timedelta(minutes=parameters.ANSWER_MINUTES.at(now))
    call.radius_km, call.until = radius, until
    UrgentOrder.objects.filter(pk=call.pk).update(wave=call.wave, radius_km=radius, until=until)
    kind, subject = OfferKind.URGENT, call.pk
    return len(offer_to(found, kind=kind, subject=subject, service_type_id=call.service_type_id, wave=call.wave, until=until, now=now))


def begin(call: UrgentOrder, *, actor: Actor, now: datetime) -> UrgentOrder:
    """The first wave; where nobody is near, the wider ones at once."""
    if ask_around(call, now=now):
        return _told(call)
    return advance(call, actor=actor, now=now)


def advance(call: UrgentOrder, *, actor: Actor, now: datetime) -> UrgentOrder:
    """The wave is over: ask the next ones, or hand it to the dispatcher. Offers without an answer have lapsed."""
    close_open(OfferKind.URGENT, call.pk, OfferState.LAPSED, now=now)
    waves = parameters.WAVES.at(now)
    while call.wave < waves:
        call = step(call, "widen", None, actor=actor, now=now, note=f"第 {call.wave + 1} 轮，{radius_of(call.wave + 1, now)} 公里", wave=call.wave + 1)
        if ask_around(call, now=now):
            return _told(call)
    until = now + timedelta(minutes=parameters.DISPATCHER_MINUTES.at(now))
    return step(call, "escalate", CALL_ESCALATED, actor=actor, now=now, escalated_at=now, until=until)


def _told(call: UrgentOrder) -> UrgentOrder:
    publish(CALL_OFFERED, key=f"urgent:{call.pk}", call_id=call.pk, wave=call.wave)
    return call


def turn(call: UrgentOrder, *, actor: Actor, now: datetime) -> UrgentOrder:
    """Write down what has ended by the clock, and go on. Under the lock of the order."""
    if call.until is None or call.until > now:
        return call
    if call.state == UrgentState.QUOTED:
        return step(call, "expire", None, actor=actor, now=now, ended_at=now)
    if call.state == UrgentState.OFFERING:
        return advance(call, actor=actor, now=now)
    if call.state == UrgentState.ESCALATED and call.overdue_at is None:
        return step(call, "overdue", CALL_OVERDUE, actor=actor, now=now, overdue_at=now)
    return call


def turn_due(*, actor: Actor, now: datetime, limit: int = 100) -> int:
    """Turn what is due, each in a transaction of its own; how many."""
    due = UrgentOrder.objects.filter(state__in=OPEN, until__lte=now).exclude(state=UrgentState.ESCALATED, overdue_at__isnull=False)
    done = 0
    for number in due.order_by("until", "pk").values_list("pk", flat=True)[:limit]:
        with transaction.atomic():
            row = UrgentOrder.objects.select_for_update(of=("self",), skip_locked=True).with_names().filter(pk=number, state__in=OPEN, until__lte=now).first()
            if row is not None:
                turn(row, actor=actor, now=now)
                done += 1
    return done
