"""This date and all that follow: another weekday, time, rhythm or worker. All of it or nothing (X-BK-07).

The dates that follow and the new days are paired in order of time. Orders that exist are moved together (`bookings.shift`: all old times
are let go, then all new ones are taken); what has no order yet is only planned anew, and ordered at once where it comes inside the
horizon. If one date does not fit, nothing is changed and the family is told which.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.access import Actor, require
from core.errors import Conflict, Invalid
from core.money import Money
from core.retries import retried
from marketplace.bookings import services as bookings
from marketplace.bookings.availability import rule_of
from marketplace.bookings.charging import total_of
from marketplace.bookings.services import Shift
from marketplace.series.errors import DatesDoNotFit, SeriesTotalChanged
from marketplace.series.events import SERIES_CHANGED
from marketplace.series.models import Series, SeriesDue, SeriesRule, SeriesVisit
from marketplace.series.pricing import inputs_at
from marketplace.series.queries.fitting import able_on, asked_of, holidays_between, kept_by, people_of
from marketplace.series.rhythm import Plan
from marketplace.series.services.ahead import horizon, make_order
from marketplace.series.services.dates import fee_of, give_back, is_early
from marketplace.series.services.keeping import decide, locked, step
from marketplace.series.services.months import bill, kept_now
from marketplace.series.services.offering import BY_WEEK, accept_anew, planned_days
from marketplace.series.states import COMING, STANDING, Fate

FELL_OUT = "改了日子，这个月少来的一次"


@dataclass(frozen=True, slots=True)
class NewPlan:
    """What is wanted from a date on; what is None stays as it was. `worker_id` 0 means whoever is free."""

    rhythm: str | None = None
    weekdays: Sequence[int] | None = None
    starts_minute: int | None = None
    worker_id: int | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """A new day: its start, what it costs, and the date that goes there, if one does."""

    start: datetime
    inputs: dict[str, Any]
    fen: int
    instead: SeriesVisit | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would bring: the new days, which of them do not fit, both sums, and how many dates that are paid already fall out."""

    rows: list[Changed]
    failing: frozenset[datetime]
    before_fen: int
    after_fen: int
    given_back: int = 0


def following(row: Series, position: int, *, now: datetime) -> list[SeriesVisit]:
    """The dates from one on that still come, in order of time. One query."""
    rows = row.visits.filter(fate__in=COMING, position__gte=position, starts_at__gt=now)
    return list(rows.select_related("booking").order_by("starts_at", "position"))


def applied(row: Series, wanted: NewPlan, *, first: date) -> Series:
    """The series as it would be (not saved): its rhythm counted from the first date that changes. Raises Invalid."""
    allowed = SeriesRule.objects.get(service_type_id=row.service_type_id)
    rhythm = wanted.rhythm or row.rhythm
    weekdays = list(row.weekdays if wanted.weekdays is None else sorted(set(wanted.weekdays)))
    minute = row.starts_minute if wanted.starts_minute is None else wanted.starts_minute
    problems: dict[str, list[str]] = {}
    if row.is_monthly and (rhythm != row.rhythm or len(weekdays) != len(row.weekdays)):
        problems["weekdays"] = [f"包月的是每周 {len(row.weekdays)} 次，选 {len(row.weekdays)} 天。"]
    if rhythm not in allowed.rhythms:
        problems["rhythm"] = ["这项服务不能这样定期。"]
    if rhythm in BY_WEEK and not (weekdays and set(weekdays) <= set(range(7))):
        problems["weekdays"] = ["至少选一个星期几。"]
    if not 0 <= minute < 1440 or minute % rule_of(row.service_type_id).interval_minutes:
        problems["start"] = ["选整半小时的时间。"]
    if wanted.worker_id and wanted.worker_id not in people_of(row):
        problems["worker"] = ["选这家的服务人员。"]
    if problems:
        raise Invalid(fields=problems)
    row.rhythm, row.weekdays, row.starts_minute = rhythm, weekdays if rhythm in BY_WEEK else [], minute
    row.first_on = first
    if wanted.worker_id is not None:
        row.same_worker, row.worker_id = bool(wanted.worker_id), wanted.worker_id or None
    return row


def new_days(row: Series, dates: Sequence[SeriesVisit], *, now: datetime) -> list[Changed]:
    """The new days with their prices, paired with the dates in order; as many as there were, or to the last day. Two queries."""
    plan = Plan(row.rhythm, row.first_on, tuple(row.weekdays), len(dates) if row.last_on is None else None, row.last_on)
    taken = set(row.visits.exclude(pk__in=[visit.pk for visit in dates]).filter(fate__in=STANDING).values_list("planned_on", flat=True))
    if row.start_on(row.first_on) <= now:
        taken.add(row.first_on)
    days = planned_days(plan, row.holidays, taken=taken)
    pairs = _by_month(row, days, dates) if row.is_monthly else [(day, dates[place] if place < len(dates) else None) for place, day in enumerate(days)]
    rests = holidays_between(min(days), max(days)) if days else frozenset()
    found = []
    for day, instead in pairs:
        inputs = inputs_at(row.inputs, row.start_on(day), rests)
        found.append(Changed(row.start_on(day), inputs, total_of(inputs), instead))
    return found


def _by_month(row: Series, days: Sequence[date], dates: Sequence[SeriesVisit]) -> list[tuple[date, SeriesVisit | None]]:
    """The days of what is paid by the month, each paired with a date of its own month: first with the one of that very day.

    A month that is paid gets no more dates than it has; the dates that are left over fall out. One query.
    """
    paid, left, same = paid_months(row), dict[int, list[SeriesVisit]](), {}
    for visit in dates:
        if visit.planned_on in days:
            same[visit.planned_on] = visit
        else:
            left.setdefault(row.month_of(visit.planned_on), []).append(visit)
    found: list[tuple[date, SeriesVisit | None]] = []
    for day in days:
        mine = left.get(month := row.month_of(day), [])
        if day in same or mine or month not in paid:
            found.append((day, same.get(day) or (mine.pop(0) if mine else None)))
    return found


def paid_months(row: Series) -> frozenset[int]:
    """The months that have become due. One query, none where it is paid visit by visit."""
    return frozenset(row.dues.filter(kind=SeriesDue.MONTH).values_list("month", flat=True)) if row.is_monthly else frozenset()


def fallen_out(dates: Sequence[SeriesVisit], found: Sequence[Changed]) -> list[SeriesVisit]:
    """The dates for which there is no new day."""
    kept = {one.instead.pk for one in found if one.instead is not None}
    return [visit for visit in dates if visit.pk not in kept]


def preview(series: Series, position: int, wanted: NewPlan, *, now: datetime) -> Preview:
    """What a change would bring, without writing or locking anything. Raises Invalid."""
    row = Series.objects.with_names().get(pk=series.pk)
    dates = following(row, position, now=now)
    if not dates:
        return Preview([], frozenset(), 0, 0)
    found = new_days(applied(row, wanted, first=dates[0].planned_on), dates, now=now)
    near = [one for one in found if one.start <= horizon(now)]
    able = able_on(row, [one.start for one in near], asked_of(row), now=now, instead_of=kept_by(dates))
    failing = {one.start for one in near if not able[one.start] or _is_too_near(one, now)}
    out, paid = fallen_out(dates, found), paid_months(row)
    failing |= {visit.starts_at for visit in out if _costs(row, visit, now)}
    back = sum(row.month_of(visit.planned_on) in paid for visit in out)
    return Preview(found, frozenset(failing), sum(visit.fen for visit in dates), sum(one.fen for one in found), back)


def _is_too_near(one: Changed, now: datetime) -> bool:
    if one.instead is None or one.instead.booking is None or one.instead.fate != Fate.BOOKED:
        return False
    if is_early(one.instead.booking, "move", now):
        return False
    fee = bookings.move_fee(one.instead.booking, now=now)
    return bool(fee.fen or fee.needs_agreement)


@retried
def change(series: Series, *, position: int, wanted: NewPlan, total_fen: int, actor: Actor, now: datetime) -> Series:
    """Change this date and all that follow; `total_fen` is what they cost together afterwards, as it was seen. All or nothing.

    Locks the series, its orders, the workers. Raises NotFound, Forbidden, Invalid, SeriesTotalChanged, DatesDoNotFit, IllegalTransition.
    """
    require(actor, "update", series)
    with transaction.atomic():
        row = locked(series)
        if row.is_monthly:
            # The month that begins today is due before its dates change.
            bill(row, now=now)
        step(row, "change", SERIES_CHANGED, actor=actor, now=now, note=f"从第 {position} 次起")
        dates = following(row, position, now=now)
        if not dates:
            raise Conflict("从这一次起，没有还要来的了。")
        applied(row, wanted, first=dates[0].planned_on)
        found = new_days(row, dates, now=now)
        if (total := sum(one.fen for one in found)) != total_fen:
            raise SeriesTotalChanged(total_yuan=Money(total).yuan, total_fen=total)
        row.save(update_fields=["rhythm", "weekdays", "starts_minute", "first_on", "same_worker", "worker"])
        failing = _carried_out(row, dates, found, actor=actor, now=now)
        if failing:
            raise DatesDoNotFit(dates=[timezone.localtime(start).isoformat() for start in sorted(failing)])
        accept_anew(row, note=f"从第 {position} 次起改了", actor=actor, now=now)
        return row


def _carried_out(row: Series, dates: Sequence[SeriesVisit], found: Sequence[Changed], *, actor: Actor, now: datetime) -> list[datetime]:
    """Drop what is too many, move what is ordered, plan the rest; the starts that do not fit."""
    failing = _dropped(row, fallen_out(dates, found), actor=actor, now=now)
    workers = asked_of(row)
    moved = [one for one in found if one.instead is not None and one.instead.fate == Fate.BOOKED]
    shifts = [Shift(one.instead.booking, one.start, one.inputs, workers) for one in moved]  # type: ignore[union-attr, arg-type]
    failing += bookings.shift(shifts, actor=actor, now=now)
    # Away from their days first: a date may go where another one of the same series has just been.
    for place, one in enumerate(found):
        if one.instead is not None:
            SeriesVisit.objects.filter(pk=one.instead.pk).update(planned_on=date(1970, 1, 1) + (date.resolution * place))
    fresh = count(row.visits.order_by("-position").values_list("position", flat=True)[0] + 1)
    for one in found:
        visit = one.instead or _added(row, one, next(fresh), now)
        failing += _settled(row, visit, one, workers, now=now)
    return failing


def _settled(row: Series, visit: SeriesVisit, one: Changed, workers: Sequence[int], *, now: datetime) -> list[datetime]:
    """Write a date at its new day, and order it where it has no order and lies inside the horizon."""
    day, ordered = timezone.localdate(one.start), visit.fate == Fate.BOOKED
    fate = Fate.BOOKED if ordered else Fate.PAUSED if row.rests_on(day) else Fate.PLANNED
    decide(visit, fate, now=now, planned_on=day, starts_at=one.start, inputs=one.inputs, fen=one.fen)
    if fate != Fate.PLANNED or one.start > horizon(now):
        return []
    try:
        with transaction.atomic():
            make_order(row, visit, workers, now=now)
    except Conflict:
        return [one.start]
    return []


def _costs(row: Series, visit: SeriesVisit, now: datetime) -> bool:
    """Whether taking a date out would cost something, or, paid by the month, give nothing back."""
    return bool(fee_of(visit, now=now) or kept_now(row, visit, now=now))


def _dropped(row: Series, dates: Sequence[SeriesVisit], *, actor: Actor, now: datetime) -> list[datetime]:
    """Take out what is too many; what would cost something does not fit. What is paid already gives its share back like a skipped one."""
    failing, paid = [], paid_months(row)
    for visit in dates:
        if _costs(row, visit, now):
            failing.append(visit.starts_at)
            continue
        give_back(visit, fee_fen=0, actor=actor, now=now)
        if row.month_of(visit.planned_on) in paid:
            decide(visit, Fate.SKIPPED, now=now, reason=FELL_OUT)
        else:
            decide(visit, Fate.REPLACED, now=now)
    return failing


def _added(row: Series, one: Changed, position: int, now: datetime) -> SeriesVisit:
    return SeriesVisit.objects.create(
        series=row, position=position, planned_on=timezone.localdate(one.start), starts_at=one.start, inputs=one.inputs, fen=one.fen, changed_at=now
    )
