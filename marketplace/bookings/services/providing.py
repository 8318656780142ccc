"""The provider's side: take an order, refuse it, name another price, send somebody else, give it back (BKG-08, BKG-09)."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from core.access import Actor, require, system_actor
from core.errors import Invalid
from core.money import Money
from core.retries import retried
from core.texts import CONTROL
from marketplace.bookings.availability import Job, read, refusals, rule_of
from marketplace.bookings.availability.reasons import WORDS
from marketplace.bookings.errors import FeeChanged, HoldIsOver
from marketplace.bookings.events import BOOKING_ACCEPTED, BOOKING_QUOTED, BOOKING_REASSIGNED, BOOKING_REFUSED, BOOKING_WITHDRAWN
from marketplace.bookings.models import Assignment, Booking, Quote, Visit
from marketplace.bookings.queries.providers import of_booking, sendable
from marketplace.bookings.services.crews import present_of, replace_one
from marketplace.bookings.services.fees import withdrawal_fee
from marketplace.bookings.services.finding import job_of, who_can
from marketplace.bookings.services.freeing import free_for_line, keep_for_line, let_go
from marketplace.bookings.services.keeping import locked, owe, require_in_time, step, taken_by, visit_of
from marketplace.bookings.services.occupying import settle
from marketplace.bookings.services.quoting import flat_inputs, write_quote
from marketplace.bookings.states import AssignmentStatus, BookingState
from marketplace.workers.minutes import day_of, to_minute

MOST_FEN = 10**8
ANSWER_HOURS = 24
LONGEST_WORD = 200


def free_workers(booking: Booking, *, now: datetime) -> list[int]:
    """Who of the provider's could come at the order's time, for one of those who go; those included. Four queries at most."""
    visit = Visit.objects.get(booking=booking, position=1)
    return who_can(of_booking(booking), _job_of_one(booking), booking.starts_at, now=now, instead_of=taken_by(visit))


def against(booking: Booking, worker_id: int, *, now: datetime) -> list[str]:
    """What keeps one of the provider's from coming at the order's time, in words; nothing where he can come. Four queries at most."""
    visit, job, day = Visit.objects.get(booking=booking, position=1), _job_of_one(booking), day_of(to_minute(booking.starts_at))
    found = read([worker_id], service_type_id=job.service_type_id, first=day, last=day, now=now, instead_of=taken_by(visit), also=job.also)
    return [WORDS[reason] for calendar in found for reason in refusals(calendar, job, booking.starts_at, now=now)]


def _job_of_one(booking: Booking) -> Job:
    return replace(job_of(booking, rule_of(booking.service_type_id), at_once=True), hands=1, needs=())


def _require_own_people(row: Booking, visit: Visit, comes: int | None, leaves: int | None, *, actor: Actor) -> None:
    """An outlet sends its own people instead of its own people, and nobody else's. Raises Invalid. Two queries at most."""
    named = [("worker", comes)] if comes is not None else []
    if comes is not None:
        present = [leaves] if leaves is not None else [one.worker_id for one in present_of(visit)][:1]
        named += [("leaves", number) for number in present]
    mine = set(sendable(row, [number for _, number in named], actor=actor))
    if bad := {name: ["只能安排自己门店的人。"] for name, number in named if number not in mine}:
        raise Invalid(fields=bad)


@retried
def accept(booking: Booking, *, actor: Actor, now: datetime, worker_id: int | None = None) -> Booking:
    """Take a requested order, with the worker whose time is kept or another who is free. Locks the order, and the worker.

    Raises NotFound, Forbidden, HoldIsOver, SlotTaken, IllegalTransition.
    """
    require(actor, "accept", booking)
    with transaction.atomic():
        row = locked(booking)
        if row.state == BookingState.REQUESTED:
            require_in_time(row, now)
        _require_own_people(row, visit_of(row), worker_id, None, actor=actor)
        fix_time(row, worker_id=worker_id, now=now)
        return step(row, "accept", BOOKING_ACCEPTED, actor=actor, now=now, until=None, accepted_at=now)


def fix_time(row: Booking, *, worker_id: int | None, now: datetime) -> None:
    """Make the kept time firm, and take another worker's instead of the leader's where one is named. Raises HoldIsOver, SlotTaken."""
    visit = visit_of(row)
    rows = taken_by(visit)
    present = Assignment.objects.filter(pk__in=rows).values_list("worker_id", flat=True)
    if worker_id is not None and worker_id not in set(present):
        came = replace_one(row, visit, worker_id=worker_id, leaves=None, now=now, status=AssignmentStatus.FIXED)
        free_for_line(rows, now=now)
        rows = list(Assignment.objects.filter(pk__in=taken_by(visit)).exclude(worker_id=came).values_list("pk", flat=True))
        if not rows:
            return
    if not rows or not settle(rows, to=AssignmentStatus.FIXED, until=None, now=now):
        raise HoldIsOver


@retried
def reassign(booking: Booking, *, actor: Actor, now: datetime, worker_id: int, note: str = "", leaves: int | None = None) -> Booking:
    """Send somebody else who is free, of several instead of the one who `leaves`, whose time is the line's first. Locks the order and the workers.

    Raises NotFound, Forbidden, Invalid, SlotTaken, IllegalTransition.
    """
    require(actor, "dispatch", booking)
    with transaction.atomic():
        row = locked(booking)
        visit = visit_of(row)
        _require_own_people(row, visit, worker_id, leaves, actor=actor)
        before = taken_by(visit)
        moved = step(row, "reassign", BOOKING_REASSIGNED, actor=actor, now=now, note=note)
        replace_one(row, visit, worker_id=worker_id, leaves=leaves, now=now, status=AssignmentStatus.FIXED)
        keep_for_line(before, now=now)
        return moved


def refuse(booking: Booking, *, actor: Actor, now: datetime, note: str) -> Booking:
    """Say no to a requested order; its time is free at commit, for the line first. Raises NotFound, Forbidden, Invalid, IllegalTransition."""
    require(actor, "accept", booking)
    with transaction.atomic():
        row = locked(booking)
        ended = step(row, "refuse", BOOKING_REFUSED, actor=actor, now=now, note=note, ended_at=now, until=None)
        let_go(visit_of(row), now=now)
        return ended


def offer_price(booking: Booking, *, actor: Actor, now: datetime, price_fen: int, note: str) -> Booking:
    """Name another price for a requested order; the family accepts it or not, the time stays kept. Raises Forbidden, Invalid, HoldIsOver."""
    require(actor, "accept", booking)
    if not 0 < price_fen <= MOST_FEN:
        raise Invalid(fields={"price": ["填一个大于 0 的价格。"]})
    with transaction.atomic():
        row = locked(booking)
        require_in_time(row, now)
        before = Quote.objects.filter(booking=row).order_by("-version")[0]
        until = max(now + timedelta(minutes=5), min(now + timedelta(hours=ANSWER_HOURS), row.starts_at))
        asked = step(row, "quote", BOOKING_QUOTED, actor=actor, now=now, note=note, until=until)
        write_quote(row, flat_inputs(before.inputs, price_fen), valid_until=until, now=now, note=note)
        if not settle(taken_by(visit_of(row)), to=AssignmentStatus.RESERVED, until=until, now=now):
            raise HoldIsOver
        return asked


def withdraw(booking: Booking, *, actor: Actor, now: datetime, note: str, fee_fen: int) -> Booking:
    """Give an order back with a reason; the family gets what the rule says. Raises Forbidden, Invalid, FeeChanged, IllegalTransition."""
    require(actor, "dispatch", booking)
    with transaction.atomic():
        row = locked(booking)
        fee = withdrawal_fee(row, now=now)
        ended = step(row, "withdraw", BOOKING_WITHDRAWN, actor=actor, now=now, note=note, ended_at=now)
        if fee.fen != fee_fen:
            raise FeeChanged(fee_yuan=Money(fee.fen).yuan)
        let_go(visit_of(row), now=now)
        owe(row, "cancel", payer=fee.payer, payee=fee.payee, fen=fee.fen, reason=fee.reason, now=now)
        return ended


@retried
def accept_by_phone(booking: Booking, *, actor: Actor, now: datetime, note: str) -> Booking:
    """The provider said yes on the telephone; who called writes down with whom he spoke. Locks the order.

    Raises NotFound, Forbidden, Invalid, HoldIsOver, IllegalTransition.
    """
    require(actor, "dispatch", booking)
    tidy = " ".join(note.split())
    if not 2 <= len(tidy) <= LONGEST_WORD or CONTROL.search(tidy):
        raise Invalid(fields={"note": [f"写跟谁通的话、说定了什么，2 到 {LONGEST_WORD} 个字。"]})
    caller = replace(system_actor("phone", actor.name), user_id=actor.user_id, ip=actor.ip, request_id=actor.request_id)
    with transaction.atomic():
        row = locked(booking)
        if row.state == BookingState.REQUESTED:
            require_in_time(row, now)
        fix_time(row, worker_id=None, now=now)
        return step(row, "accept", BOOKING_ACCEPTED, actor=caller, now=now, note=f"电话确认：{tidy}", until=None, accepted_at=now)
