"""The board: what each worker does on a day, how full his week is, what has nobody yet. The number of queries does not depend on how many."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.clock import midnight
from dispatch.board import lanes, stays
from dispatch.board.models import LateArrival
from dispatch.board.parameters import LATE_MINUTES
from dispatch.urgent import queries as urgent
from dispatch.urgent.models import UrgentOrder
from dispatch.urgent.states import UrgentState
from marketplace.bookings.availability import Calendar, read
from marketplace.bookings.models import Assignment, Booking
from marketplace.bookings.states import AssignmentStatus, BookingState
from marketplace.engagements.models import Stay
from marketplace.levels.queries import best_of
from marketplace.workers.intervals import covers
from marketplace.workers.minutes import to_minute
from marketplace.workers.models import Worker
from marketplace.workers.states import WorkerState

PAGE = 30
SHOWN = (BookingState.ASSIGNED, BookingState.ON_THE_WAY, BookingState.ARRIVED, BookingState.DONE, BookingState.CONFIRMED)
DAYS = 7


@dataclass(slots=True)
class Block:
    """One visit on the board; `trouble`: why somebody else has to go, `late`: by how many minutes he is."""

    order: Booking
    start: datetime
    end: datetime
    movable: bool
    trouble: str = ""
    late: int = 0
    bar: tuple[float, float] | None = None


@dataclass(slots=True)
class Row:
    """A worker and his day."""

    worker: Worker
    works: str = ""
    free: bool = False
    blocks: list[Block] = field(default_factory=list)
    visits: int = 0
    busy_minutes: int = 0
    working_minutes: int = 0
    stay: Stay | None = None
    bars: list[tuple[float, float]] = field(default_factory=list)

    @property
    def share(self) -> int:
        """How full the day is, in per cent; whoever is somewhere for the whole day has no room left."""
        if self.stay is not None:
            return 100
        return min(100, round(100 * self.busy_minutes / self.working_minutes)) if self.working_minutes else (100 if self.busy_minutes else 0)


def _busy_on(day: date) -> Any:
    span = (midnight(day), midnight(day + timedelta(days=1)))
    return Assignment.objects.filter(
        status=AssignmentStatus.FIXED, visit__booking__state__in=SHOWN, visit__starts_at__gte=span[0], visit__starts_at__lt=span[1]
    )


def workers_of(
    day: date, *, district: str = "", enterprise: int | None = None, among: Q | None = None, page: int = 1, days: int = 1
) -> tuple[list[Worker], bool]:
    """A page of those who take work or have something to do on that day, the busiest first; whether there are more.

    `among`: only these. `days`: who lives in somewhere on one of so many days is there, too. One query.
    """
    busy, living = _busy_on(day).values("worker_id"), stays.there(day, day + timedelta(days=days - 1)).values("worker_id")
    rows = Worker.objects.with_names().filter(Q(state=WorkerState.APPROVED, online=True) | Q(pk__in=busy) | Q(pk__in=living))
    if among is not None:
        rows = rows.filter(among)
    if district:
        rows = rows.filter(district__code=district)
    if enterprise is not None:
        rows = rows.filter(enterprise_id=enterprise)
    first = (page - 1) * PAGE
    visits = _busy_on(day).filter(worker=OuterRef("pk")).order_by().values("worker").annotate(count=Count("pk")).values("count")
    found: list[Any] = list(rows.annotate(has=Coalesce(Subquery(visits), 0)).order_by("-has", "pk")[first : first + PAGE + 1])
    return found[:PAGE], len(found) > PAGE


def day_rows(workers: Sequence[Worker], day: date, *, now: datetime) -> list[Row]:
    """The day of these workers. Five queries."""
    numbers = [worker.pk for worker in workers]
    going = list(
        _busy_on(day)
        .filter(worker_id__in=numbers)
        .select_related("visit__booking__service_type", "visit__booking__district")
        .order_by("visit__starts_at", "pk")
    )
    calendars = {one.worker_id: one for one in read(numbers, service_type_id=0, first=day, last=day, now=now)}
    late_after = LATE_MINUTES.at(now)
    rows = {worker.pk: _row(worker, calendars.get(worker.pk), day) for worker in workers}
    for number, found in stays.stays_of(numbers, day, day).items():
        rows[number].stay = stays.on(found, day)
    for one in going:
        row, order = rows[one.worker_id], one.visit.booking
        late = one.visit.late_by(now) if order.state in (BookingState.ASSIGNED, BookingState.ON_THE_WAY) or one.visit.arrived_at else 0
        block = Block(order, one.visit.starts_at, one.visit.ends_at, order.state == BookingState.ASSIGNED, late=late if late >= late_after else 0)
        block.bar = lanes.bar_of(day, block.start, block.end)
        block.trouble = _trouble(row, calendars.get(one.worker_id), block) if block.movable else ""
        row.blocks.append(block)
        row.visits += 1
        row.busy_minutes += one.visit.minutes
    return [rows[number] for number in numbers]


def _row(worker: Worker, calendar: Calendar | None, day: date) -> Row:
    stretches = calendar.working([day]) if calendar else []
    said = "、".join(f"{_clock(start)}–{_clock(end)}" for start, end in stretches)
    return Row(worker, said or "这天不上班", not stretches, working_minutes=sum(end - start for start, end in stretches), bars=lanes.bars(day, stretches))


def _clock(minute: int) -> str:
    at = timezone.localtime(datetime.fromtimestamp(minute * 60, tz=timezone.get_current_timezone()))
    return f"{at:%H:%M}"


def _trouble(row: Row, calendar: Calendar | None, block: Block) -> str:
    """Why whoever is to go cannot: his file has been stopped, or he has taken the time off since."""
    if not row.worker.is_public:
        return "他现在不能接单，要换人"
    day = timezone.localdate(block.start)
    if calendar is not None and not covers(calendar.working([day]), to_minute(block.start), to_minute(block.end)):
        return "不在他的工作时间，要换人"
    return ""


@dataclass(frozen=True, slots=True)
class Load:
    """One day of a worker's week."""

    day: date
    visits: int
    share: int
    off: bool
    stay: Stay | None = None


def week_rows(workers: Sequence[Worker], first: date, *, now: datetime) -> list[tuple[Worker, list[Load], int]]:
    """How full the seven days of these workers are, and the visits of the week. Four queries."""
    numbers, days = [worker.pk for worker in workers], [first + timedelta(days=place) for place in range(DAYS)]
    calendars = {one.worker_id: one for one in read(numbers, service_type_id=0, first=days[0], last=days[-1], now=now)}
    span = (midnight(days[0]), midnight(days[-1] + timedelta(days=1)))
    going = Assignment.objects.filter(
        worker_id__in=numbers, status=AssignmentStatus.FIXED, visit__booking__state__in=SHOWN, visit__starts_at__gte=span[0], visit__starts_at__lt=span[1]
    )
    done: dict[tuple[int, date], list[int]] = {}
    for number, start, length in going.values_list("worker_id", "visit__starts_at", "visit__minutes"):
        done.setdefault((number, timezone.localdate(start)), []).append(length)
    living = stays.stays_of(numbers, days[0], days[-1])
    found = []
    for worker in workers:
        calendar = calendars.get(worker.pk)
        loads = []
        for day in days:
            working = sum(end - start for start, end in calendar.working([day])) if calendar else 0
            minutes = done.get((worker.pk, day), [])
            share = min(100, round(100 * sum(minutes) / working)) if working else (100 if minutes else 0)
            stay = stays.on(living.get(worker.pk, []), day)
            loads.append(Load(day, len(minutes), 100 if stay else share, not working, stay))
        found.append((worker, loads, sum(load.visits for load in loads)))
    return found


def nobody_yet(now: datetime) -> tuple[list[UrgentOrder], list[Booking]]:
    """What has nobody yet: urgent orders, and requests that a provider has to answer, what ends first at the top. Six queries.

    What stands alike to the minute is ordered by the priority of the family's level, which each row then names as `level` (MEM-08).
    """
    waiting = list(Booking.objects.with_names().filter(state=BookingState.REQUESTED, until__gt=now).order_by("until", "pk")[:PAGE])
    calls = urgent.board(now)
    rows: list[Any] = [*calls, *waiting]
    levels = best_of([row.customer_id for row in rows], timezone.localdate(now))
    for row in rows:
        row.level = levels.get(row.customer_id)
    ranked = sorted(calls, key=lambda row: (row.state != UrgentState.ESCALATED, _minute(row.agreed_at or now), _behind(row)))
    return ranked, sorted(waiting, key=lambda row: (_minute(row.until or now), _behind(row), row.pk))


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _behind(row: Any) -> int:
    return -(row.level.priority if row.level else 0)


def late_today(now: datetime) -> list[LateArrival]:
    """Who is flagged since this morning. One query."""
    since = midnight(timezone.localdate(now))
    return list(LateArrival.objects.filter(flagged_at__gte=since, excused_at=None).select_related("worker", "visit__booking").order_by("-flagged_at")[:PAGE])
