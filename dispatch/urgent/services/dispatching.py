"""The dispatcher's side: take the order on, send somebody whom he has spoken to, or say that it cannot be done (URG-01)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from core.access import Actor, require
from core.audit.services import record
from core.errors import Invalid
from core.retries import retried
from dispatch.matching.models import Offer
from dispatch.matching.offering import answer, close_open
from dispatch.matching.states import OfferKind, OfferState
from dispatch.urgent.events import CALL_FAILED
from dispatch.urgent.models import UrgentOrder
from dispatch.urgent.services.answering import give_to
from dispatch.urgent.services.keeping import locked, step
from marketplace.bookings.availability.travel import kilometres
from marketplace.bookings.models import Booking
from marketplace.workers.models import Worker


def own(call: UrgentOrder, *, actor: Actor, now: datetime) -> UrgentOrder:
    """I look after this one. Raises NotFound, Forbidden."""
    require(actor, "dispatch", call)
    with transaction.atomic():
        row = locked(call)
        UrgentOrder.objects.filter(pk=row.pk).update(owner_id=actor.user_id)
        row.owner_id = actor.user_id
        record(actor, function="urgent.own", obj=row, now=now)
    return row


@retried
def appoint(call: UrgentOrder, *, worker_id: int, actor: Actor, now: datetime) -> Booking:
    """Send somebody who has said yes on the telephone. The same conditions as for everybody else hold. Locks the order, then the worker.

    Raises NotFound, Forbidden, Invalid, SlotTaken with the reasons, IllegalTransition.
    """
    require(actor, "dispatch", call)
    worker = Worker.objects.taking_work().select_related("enterprise").filter(pk=worker_id).first()
    if worker is None:
        raise Invalid(fields={"worker": ["选一位在接单的。"]})
    with transaction.atomic():
        row = locked(call)
        booking = give_to(row, worker, event="appoint", actor=actor, now=now)
        close_open(OfferKind.URGENT, row.pk, OfferState.WITHDRAWN, now=now)
        _note(row, worker, now)
        UrgentOrder.objects.filter(pk=row.pk, owner=None).update(owner_id=actor.user_id)
        return booking


def _note(call: UrgentOrder, worker: Worker, now: datetime) -> None:
    """What the dispatcher has arranged counts as an offer that was accepted, at the place that it had or the next one."""
    known = Offer.objects.of(OfferKind.URGENT, call.pk)
    mine = known.filter(worker=worker).first()
    if mine is None:
        far = None if worker.lat is None or worker.lng is None else round(kilometres((worker.lat, worker.lng), (call.lat, call.lng)), 2)
        rank = (known.aggregate(last=Max("rank"))["last"] or 0) + 1
        until = now + timedelta(minutes=1)
        told = {"reasons": [{"name": "telephone", "text": "调度打电话说好的", "points": 0}], "km": far, "points": 0}
        mine = Offer.objects.create(
            kind=OfferKind.URGENT,
            subject=call.pk,
            service_type_id=call.service_type_id,
            worker=worker,
            wave=max(1, call.wave),
            rank=rank,
            offered_at=now,
            until=until,
            **told,
        )
    answer(mine, OfferState.ACCEPTED, now=now, note="调度打电话说好的")


def give_up(call: UrgentOrder, *, actor: Actor, now: datetime, note: str) -> UrgentOrder:
    """Nobody can be found; the family is told why, and nothing is charged. Raises NotFound, Forbidden, Invalid, IllegalTransition."""
    require(actor, "dispatch", call)
    with transaction.atomic():
        return step(locked(call), "give_up", CALL_FAILED, actor=actor, now=now, note=note, ended_at=now)
