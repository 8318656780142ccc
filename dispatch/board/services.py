"""Sending somebody else, and who was late. What the board does to an order is a verb of bookings: the rule stands there."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from core.access import Actor, require, system_actor
from core.audit.services import record
from core.contacts import has_contact
from core.errors import Conflict, Invalid
from core.outbox import publish
from dispatch.board.events import LATE_EXCUSED, VISIT_LATE
from dispatch.board.models import LateArrival
from dispatch.board.parameters import LATE_MINUTES
from marketplace.bookings import services as bookings
from marketplace.bookings.models import Assignment, Booking, Visit
from marketplace.bookings.states import AssignmentStatus, BookingState

LONGEST = 200


class AlreadyExcused(Conflict):
    """It has been lifted already."""

    code = "already_excused"
    message = "已经注销过了。"


def send_instead(order: Booking, *, worker_id: int, actor: Actor, now: datetime, leaves: int | None = None) -> Booking:
    """Send somebody else of the same provider, of several instead of the one who `leaves`. Raises NotFound, Forbidden, Invalid, SlotTaken with the reasons, IllegalTransition."""
    return bookings.reassign(order, actor=actor, now=now, worker_id=worker_id, note="派工台换人", leaves=leaves)


def flag_due(*, actor: Actor, now: datetime, limit: int = 200) -> int:
    """Flag every visit whose time has passed by more than the parameter and where nobody has checked in; how many."""
    before = now - timedelta(minutes=LATE_MINUTES.at(now))
    due = Visit.objects.filter(
        arrived_at=None, starts_at__lte=before, starts_at__gt=now - timedelta(days=2), booking__state__in=[BookingState.ASSIGNED, BookingState.ON_THE_WAY]
    )
    flagged = LateArrival.objects.filter(visit=OuterRef("visit"), worker=OuterRef("worker"))
    goes = Assignment.objects.filter(visit__in=due, status=AssignmentStatus.FIXED).exclude(Exists(flagged))
    rows = goes.select_related("visit").order_by("pk")[:limit]
    return sum(_flag(one.visit, one.worker_id, arrived=False, now=now) for one in rows if one.visit is not None)


def note_arrival(order: Booking, *, now: datetime) -> bool:
    """What is true when somebody has checked in: how late he was in the end; nothing when he was not. Whether a flag stands."""
    visit = Visit.objects.filter(booking=order, arrived_at__isnull=False).first()
    if visit is None or (late := visit.late_by(now)) < LATE_MINUTES.at(visit.arrived_at or now):
        return False
    goes = Assignment.objects.filter(visit=visit, status=AssignmentStatus.FIXED).order_by("pk").values_list("worker_id", flat=True)
    for worker_id in goes:
        if not _flag(visit, worker_id, arrived=True, now=now):
            LateArrival.objects.filter(visit=visit, worker_id=worker_id).update(minutes=late, arrived=True)
    return bool(goes)


def _flag(visit: Visit, worker_id: int, *, arrived: bool, now: datetime) -> bool:
    """Write the flag once; whether it is new."""
    try:
        with transaction.atomic():
            row = LateArrival.objects.create(visit=visit, worker_id=worker_id, minutes=visit.late_by(now), arrived=arrived, flagged_at=now)
            record(system_actor("job", "派工台"), function="board.flag_late", obj=row, detail={"minutes": row.minutes}, now=now)
            publish(VISIT_LATE, key=f"booking:{visit.booking_id}", late_id=row.pk, worker_id=worker_id, booking_id=visit.booking_id)
    except IntegrityError:
        return False
    return True


def excuse(late: LateArrival, *, actor: Actor, now: datetime, note: str) -> LateArrival:
    """Lift a flag: it stays to be read, and counts no more. Raises NotFound, Forbidden, Invalid, AlreadyExcused."""
    require(actor, "update", late)
    tidy = note.strip()
    if not 2 <= len(tidy) <= LONGEST or "\x00" in tidy or has_contact(tidy):
        raise Invalid(fields={"note": [f"写明为什么，2 到 {LONGEST} 个字，不写电话。"]})
    with transaction.atomic():
        row = LateArrival.objects.select_for_update().get(pk=late.pk)
        if row.excused_at is not None:
            raise AlreadyExcused
        row.excused_at, row.excused_by_id, row.reason = now, actor.user_id, tidy
        row.save(update_fields=["excused_at", "excused_by", "reason"])
        record(actor, function="board.excuse", obj=row, detail={"note": tidy}, now=now)
        publish(LATE_EXCUSED, key=f"booking:{row.visit_id}", late_id=row.pk, worker_id=row.worker_id)
    return row
