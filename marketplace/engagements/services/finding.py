"""Who could come instead, and his time kept until the family has answered: the question is the one that every order asks."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from marketplace.bookings.availability import able_at, read
from marketplace.bookings.availability.crews import together
from marketplace.bookings.errors import SlotTaken
from marketplace.bookings.models import Assignment, Booking
from marketplace.bookings.queries.providers import of_booking
from marketplace.bookings.services.crews import job_of_one
from marketplace.bookings.services.finding import MOST_TRIED
from marketplace.bookings.services.occupying import Taking, occupy
from marketplace.bookings.states import AssignmentStatus
from marketplace.engagements.errors import NotFree
from marketplace.engagements.models import Deal, Engagement, Substitute
from marketplace.engagements.queries.people import staff_of
from marketplace.engagements.services.days import Days, put_days, refusals, window
from marketplace.workers.minutes import day_of, to_minute


def hold_somebody(search: Substitute, row: Deal, *, now: datetime, only: int | None = None) -> tuple[int, int] | None:
    """Keep the time of the first who can (or of `only` him) until the deadline: worker and row of time; nothing when nobody can.

    Locks each worker asked, in a savepoint of his own. Raises SlotTaken or NotFree when he who was named cannot.
    """
    staff = of_booking(row) if isinstance(row, Booking) else staff_of(row)
    barred = {search.old_worker_id, *(search.declined if only is None else ())}
    asked = [number for number in staff if number not in barred and only in (None, number)]
    instead = [search.assignment_id] if search.assignment_id is not None else []
    if isinstance(row, Booking):
        return _for_visit(row, search, asked, now, named=only is not None, instead_of=instead)
    return _for_days(row, search, asked, now, named=only is not None, instead_of=instead)


def _for_visit(row: Booking, search: Substitute, asked: Sequence[int], now: datetime, *, named: bool, instead_of: Sequence[int]) -> tuple[int, int] | None:
    stays = Assignment.objects.filter(visit__booking=row, status=AssignmentStatus.FIXED).exclude(worker_id=search.old_worker_id).order_by("pk")
    job, day = job_of_one(row, list(stays.values_list("worker_id", flat=True)), now=now), day_of(to_minute(row.starts_at))
    calendars = read(asked, service_type_id=row.service_type_id, first=day, last=day, now=now, instead_of=instead_of, also=job.also)
    calendars = [one for one in calendars if together([one.does(day)], job.needed, hands=1) is not None]
    by_id = {one.worker_id: one for one in calendars}
    rule = job.rule
    period = (row.starts_at - timedelta(minutes=rule.before_minutes), row.ends_at + timedelta(minutes=rule.after_minutes))
    for number in able_at(calendars, job, row.starts_at, now=now)[:MOST_TRIED]:
        try:
            with transaction.atomic():
                [kept] = occupy(
                    visit_id=None,
                    takings=[Taking.seen(by_id[number], period)],
                    period=period,
                    day=day,
                    status=AssignmentStatus.RESERVED,
                    until=search.until,
                    place=job.place,
                    now=now,
                    instead_of=instead_of,
                )
        except SlotTaken:
            continue
        return number, kept
    if named and asked:
        raise SlotTaken(reason="free")
    return None


def _for_days(row: Engagement, search: Substitute, asked: Sequence[int], now: datetime, *, named: bool, instead_of: Sequence[int]) -> tuple[int, int] | None:
    first, beyond = window(row)
    if row.begun_on is not None and search.from_on is not None:
        first = max(first, search.from_on)
    if first >= beyond:
        return None
    reasons = refusals(row, asked, first, beyond, now=now, instead_of=instead_of) if asked else {}
    for number in [one for one in asked if not reasons.get(one, ["state"])][:MOST_TRIED]:
        try:
            with transaction.atomic():
                kept = put_days(row, number, Days(first, beyond, until=search.until), now=now, instead_of=instead_of)
        except NotFree:
            continue
        return number, kept.pk
    if named and asked:
        raise NotFree(reasons=reasons.get(asked[0]) or ["free"])
    return None
