"""Time that comes free goes to the waiting line first: it is kept until the line has been asked (X-BK-09).

What an order lets go of is taken again in the same transaction, for a few minutes, when somebody stands in line whom it could suit: it is
an `Assignment` like any other, so nobody else can book it and reading slots asks nothing more. `services.waiting` offers it in turn and
lets go of what nobody in line could use; when nobody does, it ends by the clock.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from marketplace.bookings.availability import Place
from marketplace.bookings.errors import Busy, SlotTaken
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


def let_go(booking: Booking, visit: Visit, *, now: datetime) -> None:
    """Let go of a visit's time; the line has it first. Inside the caller's transaction, under the lock of the order."""
    rows = taken_by(visit)
    release(rows)
    keep_for_line(booking, visit, rows, now=now)


def keep_for_line(booking: Booking, visit: Visit, gone: Sequence[int], *, now: datetime) -> None:
    """Keep for the line what has become free of these released rows, without what the visit takes now. Nothing where nobody waits for it.

    Inside the caller's transaction, which let go of the rows: until it commits nobody sees them free. Time of which somebody holds the
    worker just then is not kept: letting go of an order never fails for it.
    """
    old = [(row.worker_id, (row.period.lower, row.period.upper)) for row in Assignment.objects.filter(pk__in=gone, status=AssignmentStatus.RELEASED)]
    if not old or max(period[1] for _, period in old) <= now or not _somebody_waits(booking, old):
        return
    new = [(row.worker_id, (row.period.lower, row.period.upper)) for row in Assignment.objects.filter(visit=visit, status__in=OCCUPYING)]
    _keep(booking, _rest(old, new), until=now + KEPT, kept_at=now, now=now)


def hand_over(workers: Collection[int], *, now: datetime) -> list[KeptForLine]:
    """Let go of what is kept for the line of these workers, for whoever takes it in this transaction; what it was. Locks the workers. Raises Busy."""
    kept = list(KeptForLine.objects.filter(assignment__worker_id__in=workers).select_related("assignment", "booking").order_by("pk"))
    if not kept:
        return []
    lock_workers({one.assignment.worker_id for one in kept})
    still = [one for one in kept if one.assignment_id in set(_alive(kept, now))]
    drop(still)
    return still


def keep_rest(kept: Iterable[KeptForLine], taken_for: Booking, *, now: datetime) -> None:
    """Keep what was handed over and not taken for this order, as long as before. Inside the same transaction."""
    new = [(row.worker_id, (row.period.lower, row.period.upper)) for row in Assignment.objects.filter(visit__booking=taken_for, status__in=OCCUPYING)]
    for one in kept:
        row = one.assignment
        rest = _rest([(row.worker_id, (row.period.lower, row.period.upper))], new)
        _keep(one.booking, rest, until=row.until or now + KEPT, kept_at=one.kept_at, now=now)


def let_line_go(bookings: Collection[int], *, now: datetime) -> None:
    """The line has been asked since `now`: what came free of these orders until then is everybody's."""
    with transaction.atomic():
        drop(list(KeptForLine.objects.filter(booking__in=bookings, kept_at__lte=now)))


def drop(kept: Collection[KeptForLine]) -> None:
    """Let go of what was kept."""
    release([one.assignment_id for one in kept])
    KeptForLine.objects.filter(pk__in=[one.pk for one in kept]).delete()


def keep_over_end(*, now: datetime) -> int:
    """Time of orders that is kept by the clock and ends before the next runs of the job: keep it a little longer where somebody waits for it.

    The order is over at its second all the same (`Booking.is_over`); only its time is free when the line has been asked. How many rows.
    """
    if not Waiting.objects.filter(state=WaitingState.WAITING).exists():
        return 0
    ending = Assignment.objects.filter(status__in=[AssignmentStatus.HELD, AssignmentStatus.RESERVED], until__gt=now, until__lte=now + AHEAD)
    rows = ending.filter(visit__booking__until=F("until")).select_related("visit__booking__provider")
    wanted = [row for row in rows if row.visit and _somebody_waits(row.visit.booking, [(row.worker_id, (row.period.lower, row.period.upper))])]
    return sum(Assignment.objects.filter(pk=row.pk, until=row.until).update(until=F("until") + KEPT) for row in wanted)


def _alive(kept: Sequence[KeptForLine], now: datetime) -> list[int]:
    rows = Assignment.objects.filter(pk__in=[one.assignment_id for one in kept]).occupying(now)
    return list(rows.values_list("pk", flat=True))


def _keep(booking: Booking, pieces: Iterable[tuple[int, Period]], *, until: datetime, kept_at: datetime, now: datetime) -> None:
    place = Place(booking.lat, booking.lng, booking.district_id)
    for worker, period in sorted(pieces):
        if period[1] <= now or until <= now:
            continue
        taking, day = Taking(worker, *period, NO_CAP), timezone.localdate(period[0])
        try:
            with transaction.atomic():
                made = occupy(visit_id=None, takings=[taking], period=period, day=day, status=AssignmentStatus.HELD, until=until, place=place, now=now)
        except (Busy, SlotTaken):
            continue
        KeptForLine.objects.create(assignment_id=made[0], booking=booking, kept_at=kept_at)


def _rest(old: Iterable[tuple[int, Period]], new: Iterable[tuple[int, Period]]) -> list[tuple[int, Period]]:
    """The parts of the old periods that the new ones of the same worker leave over."""
    rest = list(old)
    for worker, (begins, ends) in new:
        cut = []
        for who, (start, end) in rest:
            if who != worker or end <= begins or ends <= start:
                cut.append((who, (start, end)))
                continue
            cut += [(who, part) for part in ((start, begins), (ends, end)) if part[0] < part[1]]
        rest = cut
    return rest


def _somebody_waits(booking: Booking, free: Sequence[tuple[int, Period]]) -> bool:
    """Whether somebody stands in line for a service of these workers, with this provider or with any, who could be there then. One query."""
    mine = Q(listing__enterprise_id=booking.enterprise_id)
    if booking.enterprise_id is None:
        mine = Q(listing__enterprise=None, listing__author_id=booking.provider.user_id if booking.provider else None)
    services = Skill.objects.filter(worker_id__in=[worker for worker, _ in free]).values("service_type_id")
    return Waiting.objects.filter(mine | Q(listing=None), _then(free), state=WaitingState.WAITING, service_type_id__in=services).exists()


def _then(free: Sequence[tuple[int, Period]]) -> Q:
    """Whose days and hours for the start meet one of these periods."""
    found = Q(pk__in=[])
    for start, end in {period for _, period in free}:
        first, last = timezone.localtime(start), timezone.localtime(end)
        days = Q(first_day__lte=last.date(), last_day__gte=first.date())
        if first.date() == last.date():
            days &= Q(from_minute__lte=last.hour * 60 + last.minute, to_minute__gte=first.hour * 60 + first.minute)
        found |= days
    return found
