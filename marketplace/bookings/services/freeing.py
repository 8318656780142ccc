"""Time that comes free goes to the waiting line first: it is kept until the line has been asked (X-BK-09).

What an order or an engagement lets go of is taken again in the same transaction, for a few minutes, when somebody stands in line whom it
could suit: it is an `Assignment` like any other, so nobody else can book it and reading slots asks nothing more. `services.waiting` offers it in turn and
lets go of what nobody in line could use; when nobody does, it ends by the clock.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange as Range
from django.db.models import F, Q
from django.utils import timezone

from core.outbox import publish
from marketplace.bookings.availability import Place
from marketplace.bookings.errors import Busy, SlotTaken
from marketplace.bookings.events import TIME_FREED
from marketplace.bookings.models import Assignment, Booking, KeptForLine, Visit, Waiting
from marketplace.bookings.services.keeping import taken_by
from marketplace.bookings.services.occupying import Taking, lock_workers, occupy, release
from marketplace.bookings.states import OCCUPYING, AssignmentStatus, WaitingState
from marketplace.workers.models import Skill

Period = tuple[datetime, datetime]
# The line is asked within seconds; so long time is kept when whatever asks it stands still.
KEPT = timedelta(minutes=4)
# The job that writes down what has ended runs every minute: what ends before its next runs is kept over its end.
AHEAD = timedelta(seconds=150)
NO_CAP = 2**15 - 1


def let_go(visit: Visit, *, now: datetime) -> None:
    """Let go of a visit's time; the line has it first. Inside the caller's transaction, under the lock of the order."""
    rows = taken_by(visit)
    release(rows)
    keep_for_line(rows, now=now)


def keep_for_line(gone: Sequence[int], *, now: datetime) -> list[int]:
    """Keep for the line what has become free of these released rows and is not taken again; the workers of whom something is kept.

    Inside the caller's transaction, which let go of the rows, and after whatever else it takes: until it commits nobody sees them free.
    Nothing where nobody waits for it. Time of which somebody holds the worker just then is not kept: letting go never fails for it.
    """
    rows = Assignment.objects.filter(pk__in=gone, status=AssignmentStatus.RELEASED, period__endswith__gt=now).select_related("worker")
    old = list(rows.order_by("pk")) if gone else []
    if not old or not _somebody_waits(old):
        return []
    workers = {row.worker_id for row in old}
    taken = Assignment.objects.of_workers(workers).occupying(now).filter(period__overlap=_around(old))
    return [row.worker_id for row in old if _keep(row, _rest(row, taken), until=now + KEPT, kept_at=now, now=now)]


def free_for_line(gone: Sequence[int], *, now: datetime) -> None:
    """The same where no event of an order tells of it: whoever was free of these rows is told of. Inside the caller's transaction."""
    for worker in dict.fromkeys(keep_for_line(gone, now=now)):
        publish(TIME_FREED, key=f"worker:{worker}", worker_id=worker)


def hand_over(workers: Collection[int], *, now: datetime) -> list[KeptForLine]:
    """Let go of what is kept for the line of these workers, for whoever takes it in this transaction; what it was. Locks the workers. Raises Busy."""
    kept = list(KeptForLine.objects.filter(assignment__worker_id__in=workers).select_related("assignment__worker").order_by("pk"))
    if not kept:
        return []
    lock_workers({one.assignment.worker_id for one in kept})
    still = [one for one in kept if one.assignment_id in set(_alive(kept, now))]
    drop(still)
    return still


def keep_rest(kept: Iterable[KeptForLine], taken_for: Booking, *, now: datetime) -> None:
    """Keep what was handed over and not taken for this order, as long as before. Inside the same transaction."""
    new = list(Assignment.objects.filter(visit__booking=taken_for, status__in=OCCUPYING))
    for one in kept:
        _keep(one.assignment, _rest(one.assignment, new), until=one.assignment.until or now + KEPT, kept_at=one.kept_at, now=now)


def let_line_go(workers: Collection[int], *, now: datetime) -> None:
    """The line has been asked since `now`: what came free of these workers until then is everybody's."""
    with transaction.atomic():
        drop(list(KeptForLine.objects.filter(assignment__worker__in=workers, kept_at__lte=now)))


def drop(kept: Collection[KeptForLine]) -> None:
    """Let go of what was kept."""
    release([one.assignment_id for one in kept])
    KeptForLine.objects.filter(pk__in=[one.pk for one in kept]).delete()


def keep_over_end(*, now: datetime) -> int:
    """Time of orders, or whole days, that is kept by the clock and ends before the next runs of the job: keep it a little longer where somebody waits for it.

    The order is over at its second all the same (`Booking.is_over`); only its time is free when the line has been asked. How many rows.
    """
    if not Waiting.objects.filter(state=WaitingState.WAITING).exists():
        return 0
    ending = Assignment.objects.filter(status__in=[AssignmentStatus.HELD, AssignmentStatus.RESERVED], until__gt=now, until__lte=now + AHEAD)
    lasting = Q(visit__booking__until=F("until")) | Q(visit=None, kept_for_line=None)
    rows = ending.filter(lasting).select_related("worker")
    wanted = [row for row in rows if _somebody_waits([row])]
    return sum(Assignment.objects.filter(pk=row.pk, until=row.until).update(until=F("until") + KEPT) for row in wanted)


def _alive(kept: Sequence[KeptForLine], now: datetime) -> list[int]:
    rows = Assignment.objects.filter(pk__in=[one.assignment_id for one in kept]).occupying(now)
    return list(rows.values_list("pk", flat=True))


def _keep(row: Assignment, pieces: Iterable[Period], *, until: datetime, kept_at: datetime, now: datetime) -> bool:
    """Keep these pieces of what a row was; whether any of them is kept."""
    made: list[int] = []
    for period in sorted(pieces):
        if period[1] <= now or until <= now:
            continue
        taking, day, place = Taking(row.worker_id, *period, NO_CAP), timezone.localdate(period[0]), Place(row.lat, row.lng)
        try:
            with transaction.atomic():
                made += occupy(visit_id=None, takings=[taking], period=period, day=day, status=AssignmentStatus.HELD, until=until, place=place, now=now)
        except (Busy, SlotTaken):
            continue
    KeptForLine.objects.bulk_create([KeptForLine(assignment_id=number, kept_at=kept_at) for number in made])
    return bool(made)


def _around(rows: Sequence[Assignment]) -> Range:
    """From the first moment of these rows to the last."""
    return Range(min(row.period.lower for row in rows), max(row.period.upper for row in rows))


def _rest(row: Assignment, taken: Iterable[Assignment]) -> list[Period]:
    """The parts of a row's period that what is taken of the same worker leaves over."""
    rest: list[Period] = [(row.period.lower, row.period.upper)]
    for begins, ends in [(one.period.lower, one.period.upper) for one in taken if one.worker_id == row.worker_id]:
        cut: list[Period] = []
        for start, end in rest:
            apart = end <= begins or ends <= start
            cut += [(start, end)] if apart else [part for part in ((start, begins), (ends, end)) if part[0] < part[1]]
        rest = cut
    return rest


def _somebody_waits(free: Sequence[Assignment]) -> bool:
    """Whether somebody stands in line for a service of these workers, with their provider or with any, who could be there then. One query."""
    mine = Q(listing=None)
    for worker in {row.worker_id: row.worker for row in free}.values():
        mine |= Q(listing__enterprise_id=worker.enterprise_id) if worker.enterprise_id else Q(listing__enterprise=None, listing__author_id=worker.user_id or 0)
    services = Skill.objects.filter(worker_id__in=[row.worker_id for row in free]).values("service_type_id")
    return Waiting.objects.filter(mine, _then(free), state=WaitingState.WAITING, service_type_id__in=services).exists()


def _then(free: Sequence[Assignment]) -> Q:
    """Whose days and hours for the start meet one of these periods."""
    found = Q(pk__in=[])
    for start, end in {(row.period.lower, row.period.upper) for row in free}:
        first, last = timezone.localtime(start), timezone.localtime(end)
        days = Q(first_day__lte=last.date(), last_day__gte=first.date())
        if first.date() == last.date():
            days &= Q(from_minute__lte=last.hour * 60 + last.minute, to_minute__gte=first.hour * 60 + first.minute)
        found |= days
    return found
