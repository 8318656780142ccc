"""Who has fallen out of which order: a paper that ends, a day off, no work any more (X-BK-15, TRN-08, TRN-09)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from marketplace.bookings.availability import Calendar, missing_over, read
from marketplace.bookings.models import Assignment, Booking
from marketplace.bookings.states import AssignmentStatus, BookingState
from marketplace.engagements.models import Engagement, Stay
from marketplace.engagements.parameters import WATCH_DAYS
from marketplace.engagements.services.days import ONE_DAY
from marketplace.engagements.states import PROMISED, FallenOut
from marketplace.workers.minutes import day_of, midnight, to_minute, to_minute_up
from marketplace.workers.models import Paper, PaperKind, Worker
from marketplace.workers.models.papers import PaperState

FAR = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Fallen:
    """Why somebody cannot do it, in words, and from which day on."""

    why: FallenOut
    detail: str
    from_on: date


def bookings_of(worker_id: int, now: datetime) -> list[Booking]:
    """The visits that are fixed for somebody and have not begun. One query when there is none, else four."""
    mine = Assignment.objects.filter(worker_id=worker_id, status=AssignmentStatus.FIXED, period__endswith__gt=now)
    waiting = mine.filter(visit__booking__state=BookingState.ASSIGNED, visit__booking__starts_at__gt=now)
    keys = set(waiting.values_list("visit__booking_id", flat=True))
    return list(Booking.objects.filter(pk__in=keys).with_names().order_by("starts_at", "pk")) if keys else []


def engagements_of(worker_id: int) -> list[Engagement]:
    """The engagements in which somebody is, or is going to be. One query when there is none, else four."""
    keys = set(Stay.objects.filter(worker_id=worker_id, left_at=None, engagement__state__in=PROMISED).values_list("engagement_id", flat=True))
    return list(Engagement.objects.filter(pk__in=keys).with_names().order_by("pk")) if keys else []


def fallen_from_visit(row: Booking, worker: Worker, *, now: datetime) -> Fallen | None:
    """Whether somebody cannot go to a visit after all. Two queries."""
    day = timezone.localdate(row.starts_at)
    calendar = _calendar(worker, row.service_type_id, day, day, now)
    begins, ends = to_minute(row.starts_at), to_minute_up(row.ends_at)
    return _fallen(worker, calendar, day, day + ONE_DAY, (begins, ends), now)


def fallen_from_stay(row: Engagement, stay: Stay, *, now: datetime) -> Fallen | None:
    """Whether somebody cannot be there on all of the days that are left. Two queries."""
    today = timezone.localdate(now)
    first = max(today, stay.first_on)
    if first >= stay.beyond_on:
        return None
    calendar = _calendar(stay.worker, row.service_type_id, first, stay.beyond_on - ONE_DAY, now)
    return _fallen(stay.worker, calendar, first, stay.beyond_on, (midnight(first), midnight(stay.beyond_on)), now)


def _calendar(worker: Worker, service_type_id: int, first: date, last: date, now: datetime) -> Calendar:
    [calendar] = read([worker.pk], service_type_id=service_type_id, first=first, last=last, now=now)
    return calendar


def _fallen(worker: Worker, calendar: Calendar, first: date, beyond: date, span: tuple[int, int], now: datetime) -> Fallen | None:
    if not worker.is_public:
        return Fallen(FallenOut.LEFT, f"{worker.called}现在不再接单", first)
    closed = sorted(start for start, end, opens in calendar.exceptions if not opens and start < span[1] and span[0] < end)
    if closed:
        return Fallen(FallenOut.OFF, f"{worker.called}那几天请了假", max(first, day_of(closed[0])))
    watched = min(beyond, timezone.localdate(now) + timedelta(days=WATCH_DAYS.at(now)))
    if first < watched and (missing := missing_over(calendar, first, watched)):
        names = PaperKind.objects.filter(pk__in=missing).order_by("position").values_list("name", flat=True)
        return Fallen(FallenOut.PAPER, f"{worker.called}的{'、'.join(names)}到那时不在有效期内", _first_missing(calendar, first, watched))
    return None


def _first_missing(calendar: Calendar, first: date, beyond: date) -> date:
    day = first
    while day < beyond and not calendar.missing_papers(day):
        day += ONE_DAY
    return day


def with_papers_ending(now: datetime) -> list[int]:
    """The ids of who is expected somewhere and has a paper that ends in the days that are watched, or has ended since yesterday. One query."""
    today = timezone.localdate(now)
    ending = Paper.objects.filter(state=PaperState.VERIFIED, ends_on__range=(today - ONE_DAY, today + timedelta(days=WATCH_DAYS.at(now))))
    expected = Assignment.objects.filter(status=AssignmentStatus.FIXED, period__endswith__gt=now, worker__in=ending.values("worker_id"))
    return sorted(set(expected.values_list("worker_id", flat=True)))
