"""Orders made ahead: each planned date inside the horizon becomes an ordinary order, in a transaction of its own (X-BK-07).

A date on which it does not fit becomes an exception with its reason, and the family is told; nothing is taken from anybody else and
nothing is dropped. When the worker is asked by others at this very second, the date stays planned and is tried again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from core.retries import retried
from marketplace.bookings.errors import Busy, SlotTaken
from marketplace.bookings.models import Assignment, Booking
from marketplace.bookings.queries.homes import preferences_of
from marketplace.bookings.services import Agreed, Side, place_ahead
from marketplace.series.events import SERIES_EXCEPTION, SERIES_FINISHED
from marketplace.series.models import Series, SeriesOrder, SeriesVisit
from marketplace.series.parameters import HORIZON_DAYS
from marketplace.series.queries.fitting import asked_of, why_not
from marketplace.series.services.keeping import JOB, decide, locked_visit, step, told
from marketplace.series.states import COMING, LIVE, Fate, SeriesState


def horizon(now: datetime) -> datetime:
    """Up to when dates are booked."""
    return now + timedelta(days=HORIZON_DAYS.at(now))


def book_ahead(series: Series, *, now: datetime) -> int:
    """Book what of a series lies inside the horizon; how many dates were decided."""
    due = SeriesVisit.objects.filter(series=series, fate=Fate.PLANNED, starts_at__lte=horizon(now)).order_by("starts_at", "pk")
    return sum(book_visit(series, position, now=now) for position in due.values_list("position", flat=True))


def book_due(*, now: datetime, limit: int = 100) -> int:
    """Book what has come inside the horizon, of all series; how many dates were decided."""
    due = SeriesVisit.objects.filter(fate=Fate.PLANNED, starts_at__lte=horizon(now), series__state__in=LIVE)
    found = due.select_related("series").order_by("starts_at", "pk")[:limit]
    return sum(book_visit(visit.series, visit.position, now=now) for visit in found)


@retried
def book_visit(series: Series, position: int, *, now: datetime) -> bool:
    """Make the order of one date, or an exception of it; whether it was decided. Locks the series, the date, the worker."""
    with transaction.atomic():
        row, visit = locked_visit(series, position)
        if visit.fate != Fate.PLANNED or row.state not in LIVE:
            return False
        if row.rests_on(visit.planned_on):
            decide(visit, Fate.PAUSED, now=now)
            return True
        return _booked(row, visit, now)


def _booked(row: Series, visit: SeriesVisit, now: datetime) -> bool:
    if visit.starts_at <= now:
        _excepted(row, visit, "到时间还没排上", now)
        return True
    people = asked_of(row)
    try:
        with transaction.atomic():
            make_order(row, visit, people, now=now)
    except Busy:
        return False
    except SlotTaken:
        _excepted(row, visit, why_not(row, visit.starts_at, people, now=now), now)
    return True


def _excepted(row: Series, visit: SeriesVisit, reason: str, now: datetime) -> None:
    decide(visit, Fate.EXCEPTION, now=now, reason=reason, booking=None)
    told(visit, SERIES_EXCEPTION)


def make_order(row: Series, visit: SeriesVisit, workers: Sequence[int], *, now: datetime) -> Booking:
    """The order of a date, with the price that was accepted for it. Inside the caller's transaction. Raises SlotTaken, Busy."""
    agreed = Agreed(
        customer=row.customer,
        service_type=row.service_type,
        title=row.title,
        contact={"contact_name": row.contact_name, "phone": row.phone, "address": row.address},
        district=row.district,
        lat=row.lat or 0.0,
        lng=row.lng or 0.0,
        needs=row.needs,
        minutes=row.minutes,
        inputs=visit.inputs,
        asked_at=row.accepted_at or now,
        agreed_at=row.accepted_at or now,
        channel=row.channel,
        listing_id=row.listing_id,
        terms=row.terms,
        preferences=preferences_of(row.customer_id),
    )
    booking = place_ahead(agreed, Side(row.enterprise_id, row.provider_id), workers=workers, start=visit.starts_at, actor=JOB, now=now)
    SeriesOrder.objects.create(visit=visit, booking=booking, at=now)
    decide(visit, Fate.BOOKED, now=now, booking=booking)
    if row.same_worker and row.worker_id is None:
        row.worker_id = Assignment.objects.filter(visit__booking=booking).order_by("-pk").values_list("worker_id", flat=True)[0]
        row.save(update_fields=["worker"])
    return booking


def turn(*, now: datetime, limit: int = 100) -> int:
    """What ends by the clock: offers that were not accepted, pauses that are over, series whose visits are all over. How many."""
    today, done = timezone.localdate(now), 0
    over = Series.objects.filter(state=SeriesState.OFFERED, until__lte=now)
    rested = Series.objects.filter(state=SeriesState.PAUSED, paused_to__lte=today)
    coming = SeriesVisit.objects.filter(series=OuterRef("pk"), fate__in=COMING, starts_at__gt=now - timedelta(days=1))
    through = Series.objects.filter(~Exists(coming), state__in=LIVE)
    for event, tells, rows in (("expire", None, over), ("resume", None, rested), ("finish", SERIES_FINISHED, through)):
        for row in rows.order_by("pk")[:limit]:
            done += _turned(row, event, tells, now)
    return done


def _turned(row: Series, event: str, tells: object, now: datetime) -> int:
    with transaction.atomic():
        held = Series.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=row.pk, state=row.state).first()
        if held is None:
            return 0
        ended = {"ended_at": now} if event != "resume" else {"paused_from": None, "paused_to": None}
        step(held, event, tells, actor=JOB, now=now, **ended)  # type: ignore[arg-type]
        return 1
