"""The day of the visit: setting out, checking in with the family's code, the steps, the end (BKG-10, BKG-11, BKG-21)."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from core.access import Actor, require
from core.audit.services import record
from core.errors import NotFound
from marketplace.bookings.errors import TooEarly, WrongCode
from marketplace.bookings.events import BOOKING_ARRIVED, BOOKING_FINISHED, BOOKING_SET_OUT
from marketplace.bookings.gates import require_open
from marketplace.bookings.models import Booking, ChangeRequest, ChecklistItem, Visit
from marketplace.bookings.parameters import CONFIRM_HOURS
from marketplace.bookings.services.codes import require_code
from marketplace.bookings.services.crews import require_leader
from marketplace.bookings.services.keeping import locked, step, visit_of
from marketplace.bookings.services.objecting import require_answered
from marketplace.bookings.states import BookingState, ChangeState

# Nobody sets out or checks in long before: what is said here counts.
EARLIEST = timedelta(hours=3)


def set_out(booking: Booking, *, actor: Actor, now: datetime) -> Booking:
    """On the way; the family sees it. Raises NotFound, Forbidden, TooEarly, IllegalTransition."""
    require(actor, "check_in", booking)
    with transaction.atomic():
        row = locked(booking)
        visit = visit_of(row)
        moved = step(row, "set_out", BOOKING_SET_OUT, actor=actor, now=now)
        require_open(row)
        _require_near(visit, now)
        visit.set_out_at = now
        visit.save(update_fields=["set_out_at"])
        return moved


def _require_near(visit: Visit, now: datetime) -> None:
    if now < visit.starts_at - EARLIEST:
        raise TooEarly


def arrive(booking: Booking, *, actor: Actor, now: datetime, code: str) -> Booking:
    """Check in with the four figures that the family reads out; wrong ones are counted. Raises Forbidden, WrongCode, RateLimited, IllegalTransition."""
    require(actor, "check_in", booking)
    visit = Visit.objects.get(booking=booking, position=1)
    wrong = WrongCode(fields={"code": ["签到码不对，看一眼家里手机上的四位数。"]}, audit={"function": "booking.arrive", "object": booking})
    require_code(visit, visit.code, code, counter="code_tries", now=now, wrong=wrong, too_many="签到码错得太多了，请打网络中心的电话。")
    with transaction.atomic():
        row = locked(booking)
        held = visit_of(row)
        moved = step(row, "arrive", BOOKING_ARRIVED, actor=actor, now=now)
        require_open(row)
        _require_near(held, now)
        held.arrived_at, held.set_out_at = now, held.set_out_at or now
        held.save(update_fields=["arrived_at", "set_out_at"])
        return moved


def tick(booking: Booking, *, actor: Actor, now: datetime, position: int, done: bool = True) -> ChecklistItem:
    """One step of the list is done, or not after all; while the worker is there. Raises NotFound, Forbidden, TooEarly."""
    require(actor, "check_in", booking)
    with transaction.atomic():
        row = locked(booking)
        if row.state != BookingState.ARRIVED:
            raise TooEarly("签到以后才能打勾。")
        item = ChecklistItem.objects.select_for_update().filter(booking=row, position=position).first()
        if item is None:
            raise NotFound
        item.done_at = now if done else None
        item.save(update_fields=["done_at"])
        record(actor, function="booking.tick", obj=row, detail={"position": position, "done": done}, now=now)
        return item


def finish(booking: Booking, *, actor: Actor, now: datetime) -> Booking:
    """The work is done, the real hours are kept, an extra without an answer is declined. Raises NotFound, Forbidden, LeaderFinishes, ObjectionOpen, IllegalTransition."""
    require(actor, "finish", booking)
    with transaction.atomic():
        row = locked(booking)
        visit = visit_of(row)
        require_leader(visit, actor=actor)
        require_answered(row)
        moved = step(row, "finish", BOOKING_FINISHED, actor=actor, now=now, until=now + timedelta(hours=CONFIRM_HOURS.at(now)))
        visit.left_at, visit.end_code = now, f"{secrets.randbelow(10_000):04d}"
        visit.save(update_fields=["left_at", "end_code"])
        ChangeRequest.objects.filter(booking=row, state=ChangeState.ASKED).update(state=ChangeState.DECLINED, answered_at=now)
        return moved
