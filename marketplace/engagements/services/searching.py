"""Who has fallen out is looked for by itself: a search opened, somebody proposed, or closed again when it is not needed any more (X-BK-15)."""

from datetime import date, datetime, timedelta

from django.db import transaction

from core import clock
from core.access import Actor, system_actor
from core.outbox import publish
from core.states import move
from marketplace.bookings.models import Booking
from marketplace.bookings.services.keeping import locked as locked_booking
from marketplace.bookings.shown import crew
from marketplace.bookings.states import BookingState
from marketplace.engagements.events import SUBSTITUTE_LOOKING, SUBSTITUTE_OFFERED
from marketplace.engagements.models import Deal, Engagement, Substitute, named
from marketplace.engagements.parameters import SUBSTITUTE_HOURS
from marketplace.engagements.services.closing import finish_search
from marketplace.engagements.services.days import free
from marketplace.engagements.services.falling import Fallen, bookings_of, engagements_of, fallen_from_stay, fallen_from_visit
from marketplace.engagements.services.finding import hold_somebody
from marketplace.engagements.services.keeping import locked, stay_of
from marketplace.engagements.states import PROMISED, SUBSTITUTE_OPEN, FallenOut, SubstituteState
from marketplace.workers.models import Worker

SYSTEM = system_actor("job", "替补")
LAST_ANSWER, LEAST = timedelta(hours=1), timedelta(minutes=10)


def watch_worker(worker_id: int, *, now: datetime) -> int:
    """Look at everything that somebody is expected for: open what is missing, close what is not needed any more; how many were opened."""
    worker = Worker.objects.select_related("enterprise").filter(pk=worker_id).first()
    if worker is None:
        return 0
    for found in Substitute.objects.open().filter(old_worker_id=worker_id).exclude(reason=FallenOut.FAMILY):
        review(found, now=now)
    opened = 0
    for booking in bookings_of(worker_id, now):
        opened += _open_for(booking, worker, fallen_from_visit(booking, worker, now=now), now)
    for engagement in engagements_of(worker_id):
        there = next((one for one in engagement.there if one.worker_id == worker_id), None)  # type: ignore[attr-defined]
        if there is not None:
            there.worker = worker
            opened += _open_for(engagement, worker, fallen_from_stay(engagement, there, now=now), now)
    return opened


def _open_for(deal: Deal, worker: Worker, fallen: Fallen | None, now: datetime) -> int:
    if fallen is None:
        return 0
    with transaction.atomic():
        row = locked_deal(deal)
        if not expects(row, worker.pk) or Substitute.objects.open().filter(**named(row)).exists():
            return 0
        open_search(row, fallen, worker, now=now)
        return 1


def locked_deal(deal: Deal) -> Deal:
    """An order of either kind as it is now, locked until the end of the transaction."""
    return locked_booking(deal) if isinstance(deal, Booking) else locked(deal)


def expects(row: Deal, worker_id: int) -> bool:
    """Whether the order still counts on somebody."""
    if isinstance(row, Booking):
        return row.state == BookingState.ASSIGNED and any(one.worker_id == worker_id for one in crew(row))
    stay = stay_of(row)
    return row.state in PROMISED and stay is not None and stay.worker_id == worker_id


def open_search(row: Deal, fallen: Fallen, worker: Worker, *, now: datetime) -> Substitute:
    """Note it, and propose the first who can. Under the lock of the order."""
    values = {"reason": fallen.why, "detail": fallen.detail[:200], "old_worker": worker, "from_on": fallen.from_on, "created_at": now}
    made = Substitute.objects.create(**named(row), until=_deadline(row, fallen.from_on, now), **values)
    offer_next(made, row, now)
    if made.state == SubstituteState.LOOKING:
        publish(SUBSTITUTE_LOOKING, key=f"substitute:{made.pk}", substitute_id=made.pk)
    return made


def _deadline(row: Deal, from_on: date, now: datetime) -> datetime:
    """A visit: some hours, and before it begins. Days: not before they have to be somebody else's."""
    hours = now + timedelta(hours=SUBSTITUTE_HOURS.at(now))
    if isinstance(row, Booking):
        return max(min(hours, row.starts_at - LAST_ANSWER), min(now + LEAST, row.starts_at))
    return max(hours, clock.midnight(from_on))


def offer_next(made: Substitute, row: Deal, now: datetime) -> None:
    """The first who can and was not declined, at the same price; nobody: the provider looks."""
    price = 0
    if isinstance(row, Engagement):
        stay = stay_of(row)
        price = stay.unit_fen if stay else row.unit_fen
    found = hold_somebody(made, row, now=now)
    if found is not None:
        offered(made, found[0], found[1], price, actor=SYSTEM, now=now)


def offered(made: Substitute, worker_id: int, assignment_id: int, unit_fen: int, *, actor: Actor, now: datetime) -> None:
    """Write who is proposed, and let go of whoever was before him. Under the lock of the order."""
    old = made.assignment_id
    made.worker_id, made.assignment_id, made.unit_fen = worker_id, assignment_id, unit_fen
    made.save(update_fields=["worker", "assignment", "unit_fen"])
    move(made, "propose", actor=actor, now=now)
    free(old if old != assignment_id else None, now=now)
    publish(SUBSTITUTE_OFFERED, key=f"substitute:{made.pk}", substitute_id=made.pk)


def held(found: Substitute) -> tuple[Deal, Substitute]:
    """The order and the search, both locked, in this order everywhere."""
    row = locked_deal(found.deal)
    fresh = Substitute.objects.select_for_update(of=("self",)).select_related("worker", "old_worker").get(pk=found.pk)
    setattr(fresh, next(iter(named(row))), row)
    return row, fresh


def review(found: Substitute, *, now: datetime) -> None:
    """Close a search that is not needed any more: somebody else goes already, or whoever fell out can come after all. Locks the order."""
    with transaction.atomic():
        row, fresh = held(found)
        if fresh.state not in SUBSTITUTE_OPEN:
            return
        worker = Worker.objects.select_related("enterprise").get(pk=fresh.old_worker_id)
        if expects(row, worker.pk):
            if fresh.reason == FallenOut.FAMILY:
                return
            stay = None if isinstance(row, Booking) else stay_of(row)
            if stay is not None:
                stay.worker = worker
            still = fallen_from_visit(row, worker, now=now) if isinstance(row, Booking) else stay and fallen_from_stay(row, stay, now=now)
            if still is not None:
                return
        finish_search(fresh, "close", now=now)
