"""The verbs of an accident case: report, make somebody responsible, do the steps, add papers, close, open again (URG-07)."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.access import Actor, require
from core.audit.services import record
from core.errors import Invalid, NotFound
from core.media.services import receive_private
from core.outbox import publish
from core.states import move
from core.texts import CONTROL
from dispatch.accidents.errors import StepsOpen, TooLate, TooManyCases
from dispatch.accidents.events import ACCIDENT_ASSIGNED, ACCIDENT_CLOSED, ACCIDENT_REPORTED
from dispatch.accidents.models import Case, CaseFile, RemedyStep
from dispatch.accidents.parameters import HOURS, REPORT_DAYS, STEPS
from dispatch.accidents.queries import may_handle
from dispatch.accidents.states import CaseState, Grade, Harm, Side
from marketplace.bookings.models import Booking
from marketplace.bookings.states import BookingState
from members.models import User

LONGEST, LONGEST_STEP, MOST_FILES, MOST_CASES, MOST_STEPS = 800, 120, 6, 3, 20
HAPPENING = (BookingState.ON_THE_WAY, BookingState.ARRIVED, BookingState.DONE, BookingState.CONFIRMED, BookingState.WORKER_MISSED, BookingState.FAMILY_MISSED)


def may_report(booking: Booking, now: datetime) -> bool:
    """Whether something can have happened: somebody is or was there, not too long ago."""
    ended = booking.ended_at
    return booking.state in HAPPENING and (ended is None or now <= ended + timedelta(days=REPORT_DAYS.at(now)))


def report(booking: Booking, *, side: str, harm: str, what: str, files: Sequence[Any], actor: Actor, now: datetime) -> Case:
    """Open a case from an order, with photographs. Raises NotFound, Forbidden, Invalid, TooLate, TooManyCases, FileRefusedError."""
    require(actor, "create", Case(booking=booking))
    if side != Side.STAFF and not may_report(booking, now):
        raise TooLate
    tidy = what.strip().replace("\r\n", "\n")
    problems = {} if harm in Harm.values else {"harm": ["选一项。"]}
    if not 4 <= len(tidy) <= LONGEST or CONTROL.search(tidy):
        problems["what"] = [f"写清楚怎么回事，4 到 {LONGEST} 个字。"]
    if len(files) > MOST_FILES:
        problems["files"] = [f"一次最多 {MOST_FILES} 个文件。"]
    if problems:
        raise Invalid(fields=problems)
    with transaction.atomic():
        Booking.objects.select_for_update(of=("self",)).get(pk=booking.pk)
        if Case.objects.filter(booking=booking).exclude(state=CaseState.CLOSED).count() >= MOST_CASES:
            raise TooManyCases
        row = Case.objects.create(number=_fresh_number(now), booking=booking, side=side, reported_by_id=actor.user_id, harm=harm, what=tidy, created_at=now)
        texts = STEPS.at(now)
        RemedyStep.objects.bulk_create([RemedyStep(case=row, position=place, text=text) for place, text in enumerate(texts, start=1)])
        _keep(row, files, actor=actor, now=now)
        record(actor, function="accident.report", obj=row, detail={"booking": booking.pk, "harm": harm}, now=now)
        publish(ACCIDENT_REPORTED, key=f"booking:{booking.pk}", case_id=row.pk, booking_id=booking.pk)
    return row


def _fresh_number(now: datetime) -> str:
    while True:
        number = f"S{timezone.localdate(now):%y%m%d}{secrets.randbelow(10**5):05d}"
        if not Case.objects.filter(number=number).exists():
            return number


def _keep(case: Case, files: Sequence[Any], *, actor: Actor, now: datetime) -> None:
    for one in files:
        stored = receive_private(one, actor=actor, purpose="accident", now=now)
        CaseFile.objects.create(case=case, file=stored, added_by_id=actor.user_id, added_at=now)


def add_files(case: Case, *, files: Sequence[Any], actor: Actor, now: datetime) -> Case:
    """Add papers to an open case. Raises NotFound, Forbidden, Invalid, FileRefusedError."""
    require(actor, "create", case)
    if not 1 <= len(files) <= MOST_FILES:
        raise Invalid(fields={"files": [f"选 1 到 {MOST_FILES} 个文件。"]})
    with transaction.atomic():
        _keep(case, files, actor=actor, now=now)
        record(actor, function="accident.add_files", obj=case, detail={"files": len(files)}, now=now)
    return case


def assign(case: Case, *, owner: User, hours: int | None, actor: Actor, now: datetime) -> Case:
    """Make somebody responsible, with a time by which it is made good. Raises NotFound, Forbidden, Invalid, IllegalTransition."""
    require(actor, "assign", case)
    if not may_handle(owner.pk, now=now):
        raise Invalid(fields={"owner": ["他的职责里没有处理意外。"]})
    hours = HOURS.at(now) if hours is None else hours
    if not 1 <= hours <= 720:
        raise Invalid(fields={"hours": ["1 到 720 小时。"]})
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        Case.objects.filter(pk=case.pk).update(owner=owner, deadline=now + timedelta(hours=hours))
        row = move(case, "assign", actor=actor, now=now, note=f"{owner}，{hours} 小时内办完")
        publish(ACCIDENT_ASSIGNED, key=f"booking:{row.booking_id}", case_id=row.pk, booking_id=row.booking_id)
    return row


def tick(case: Case, *, position: int, done: bool, actor: Actor, now: datetime) -> RemedyStep:
    """A step is done, or not after all; while the case is open. Raises NotFound, Forbidden."""
    require(actor, "handle", case)
    with transaction.atomic():
        row = Case.objects.select_for_update().get(pk=case.pk)
        step = RemedyStep.objects.filter(case=row, position=position).first()
        if step is None or row.state == CaseState.CLOSED:
            raise NotFound
        step.done_at, step.done_by_id = (now, actor.user_id) if done else (None, None)
        step.save(update_fields=["done_at", "done_by"])
        record(actor, function="accident.tick", obj=row, detail={"position": position, "done": done}, now=now)
    return step


def add_step(case: Case, *, text: str, actor: Actor, now: datetime) -> RemedyStep:
    """One more step that this case needs. Raises NotFound, Forbidden, Invalid."""
    require(actor, "handle", case)
    tidy = text.strip()
    with transaction.atomic():
        row = Case.objects.select_for_update().get(pk=case.pk)
        count = RemedyStep.objects.filter(case=row).count()
        if not 2 <= len(tidy) <= LONGEST_STEP or CONTROL.search(tidy) or count >= MOST_STEPS or row.state == CaseState.CLOSED:
            raise Invalid(fields={"text": [f"写一步，2 到 {LONGEST_STEP} 个字，最多 {MOST_STEPS} 步；办结了的先重新打开。"]})
        step = RemedyStep.objects.create(case=row, position=count + 1, text=tidy)
        record(actor, function="accident.add_step", obj=row, detail={"text": tidy}, now=now)
    return step


def close(case: Case, *, actor: Actor, now: datetime, note: str) -> Case:
    """It has been made good; every step is done, and how it ended is written down. Raises Forbidden, Invalid, StepsOpen, IllegalTransition."""
    require(actor, "handle", case)
    with transaction.atomic():
        held = Case.objects.select_for_update().get(pk=case.pk)
        if held.state == CaseState.HANDLING and RemedyStep.objects.filter(case=held, done_at=None).exists():
            raise StepsOpen
        if held.state == CaseState.HANDLING and note.strip():
            Case.objects.filter(pk=case.pk).update(closing=note.strip()[:500], closed_at=now)
        row = move(case, "close", actor=actor, now=now, note=note)
        publish(ACCIDENT_CLOSED, key=f"booking:{row.booking_id}", case_id=row.pk, booking_id=row.booking_id)
    return row


def reopen(case: Case, *, actor: Actor, now: datetime, note: str) -> Case:
    """It was not made good after all; its time begins anew. Raises Forbidden, Invalid, IllegalTransition."""
    require(actor, "handle", case)
    with transaction.atomic():
        row = move(case, "reopen", actor=actor, now=now, note=note)
        Case.objects.filter(pk=row.pk).update(deadline=now + timedelta(hours=HOURS.at(now)))
    return row


def grade(case: Case, *, grade: str, actor: Actor, now: datetime) -> Case:
    """Say how grave it was; a closed one may still be graded, and graded anew (URG-04). Row lock. Raises NotFound, Forbidden, Invalid."""
    require(actor, "handle", case)
    if grade not in Grade.values:
        raise Invalid(fields={"grade": ["选一个等级。"]})
    with transaction.atomic():
        row = Case.objects.select_for_update().get(pk=case.pk)
        was, row.grade = row.grade, grade
        row.save(update_fields=["grade"])
        record(actor, function="accident.grade", obj=row, detail={"from": was, "to": grade}, now=now)
    return row
