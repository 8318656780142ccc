"""The months of a series that is paid by the month: each is due once, on its first day (PRI-04).

A visit that the family left out in time takes its share off the next month's due, by the share that its rule said when the series was
agreed; a visit that the provider did not make takes off all of its share. A due is never below zero: what does not fit stays for the next
one, and what is left after the last month is given back. A month that was not charged gives nothing back.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from core.audit.services import record
from core.money import WHOLE
from core.outbox import publish
from marketplace.bookings.cancelling import Asked, fee_of
from marketplace.bookings.charging import rounded
from marketplace.bookings.services.fees import asked_of
from marketplace.bookings.states import BookingState
from marketplace.series.events import SERIES_BILLED
from marketplace.series.models import Series, SeriesDue, SeriesDueLine, SeriesVisit
from marketplace.series.services.keeping import JOB, locked
from marketplace.series.states import LIVE, STANDING, Fate

WORDS = {Fate.SKIPPED: "跳过", Fate.PAUSED: "暂停", Fate.EXCEPTION: "没排上", Fate.BOOKED: "没人上门"}
OVER = ("ended", "finished")


@dataclass(frozen=True, slots=True)
class Credit:
    """What a visit that did not take place takes off."""

    visit: SeriesVisit
    label: str
    fen: int


def piece_of(price_fen: int, visits: int, place: int) -> int:
    """The share of the so-many-th of the visits of a month, so that all of them together are its price exactly."""
    return price_fen * place // visits - price_fen * (place - 1) // visits


def creditable(series: Series, now: datetime) -> list[SeriesVisit]:
    """The visits that did not take place and were not given back yet, in order of time. One query."""
    by_family = Q(fate__in=[Fate.SKIPPED, Fate.PAUSED], kept_because="")
    by_provider = Q(fate=Fate.EXCEPTION, starts_at__lte=now) | Q(fate=Fate.BOOKED, booking__state=BookingState.WORKER_MISSED)
    return list(series.visits.filter(by_family | by_provider, credit=None).order_by("planned_on", "position"))


def credits_of(series: Series, charged: dict[int, int], now: datetime) -> list[Credit]:
    """What may be taken off: of each month that was charged (its number → its visits) never more than it cost. Two queries."""
    given = Counter(series.month_of(line.visit.planned_on) for line in _lines_of_visits(series) if line.visit)
    found = []
    for visit in creditable(series, now):
        month = series.month_of(visit.planned_on)
        if given[month] >= charged.get(month, 0):
            continue
        given[month] += 1
        share = WHOLE if visit.fate in (Fate.EXCEPTION, Fate.BOOKED) else series.credit_share
        fen = piece_of(series.month_fen or 0, charged[month], given[month]) * share // WHOLE
        if fen:
            day = visit.planned_on
            found.append(Credit(visit, f"退：{day.month} 月 {day.day} 日那次{WORDS[Fate(visit.fate)]}", fen))
    return found


def _lines_of_visits(series: Series) -> list[SeriesDueLine]:
    return list(SeriesDueLine.objects.filter(due__series=series, visit__isnull=False).select_related("visit"))


def kept_because(series: Series, visit: SeriesVisit, asked: Asked) -> str:
    """Why a visit that the family leaves out now takes nothing off: a visit with its own price would have cost a fee. Empty when it does."""
    if not series.is_monthly or visit.fate != Fate.BOOKED or visit.booking is None:
        return ""
    worth = rounded(series.month_fen or 0, max(1, _visits_in(series, visit)))
    fee = fee_of(visit.booking.terms, replace(asked, total_fen=worth, rate_fen=rounded(worth * 60, series.minutes)))
    return f"{fee.reason}，这一次不退"[:120] if fee.fen else ""


def kept_now(series: Series, visit: SeriesVisit, *, now: datetime) -> str:
    """The same, asked at this moment. Two queries at most, none where it is paid visit by visit."""
    if not series.is_monthly or visit.fate != Fate.BOOKED or visit.booking is None:
        return ""
    return kept_because(series, visit, asked_of(visit.booking, by="customer", action="cancel", now=now))


def _visits_in(series: Series, visit: SeriesVisit) -> int:
    begins, beyond = series.month(max(1, series.month_of(visit.planned_on)))
    return series.visits.filter(planned_on__gte=begins, planned_on__lt=beyond, fate__in=STANDING).count()


def bill(series: Series, *, now: datetime) -> int:
    """Write the dues of the months that have begun; how many. Locks the series."""
    with transaction.atomic():
        row = locked(series)
        if row.month_fen is None or row.state not in LIVE:
            return 0
        charged = dict(row.dues.filter(kind=SeriesDue.MONTH).values_list("month", "visits"))
        begun = [number for number in range(1, (row.months or 0) + 1) if number not in charged and row.month(number)[0] <= timezone.localdate(now)]
        for number in begun:
            charged[number] = _month_due(row, number, charged, now)
        return len(begun)


def _month_due(row: Series, number: int, charged: dict[int, int], now: datetime) -> int:
    """One month: its price, less what fits of what is to be given back. How many visits it has."""
    begins, beyond = row.month(number)
    visits = row.visits.filter(planned_on__gte=begins, planned_on__lt=beyond, fate__in=STANDING).count()
    price = (row.month_fen or 0) if visits else 0
    left, taken = price, []
    for credit in credits_of(row, {**charged, number: visits}, now):
        if credit.fen > left:
            break
        left -= credit.fen
        taken.append(credit)
    label = f"第 {number} 个月，{begins.month} 月 {begins.day} 日起"
    _write(row, SeriesDue.MONTH, number, (begins, beyond), visits, [(label, price, None), *((one.label, -one.fen, one.visit) for one in taken)], now)
    return visits


def give_back_rest(series: Series, *, now: datetime) -> int:
    """After the end: what no later month could take off goes back to the family. How much, in fen. Locks the series."""
    with transaction.atomic():
        row = locked(series)
        charged = dict(row.dues.filter(kind=SeriesDue.MONTH).values_list("month", "visits"))
        if row.month_fen is None or row.state not in OVER or not charged:
            return 0
        found = credits_of(row, charged, now)
        if found:
            last = max(charged)
            _write(row, SeriesDue.BACK, last, row.month(last), charged[last], [(one.label, one.fen, one.visit) for one in found], now)
        return sum(one.fen for one in found)


def _write(row: Series, kind: str, month: int, days: tuple[date, date], visits: int, lines: Sequence[tuple[str, int, Any]], now: datetime) -> None:
    payer, payee = ("customer", "provider") if kind == SeriesDue.MONTH else ("provider", "customer")
    total = sum(fen for _, fen, _ in lines)
    due = SeriesDue.objects.create(
        series=row, kind=kind, month=month, begins_on=days[0], beyond_on=days[1], visits=visits, payer=payer, payee=payee, fen=total, created_at=now
    )
    SeriesDueLine.objects.bulk_create(
        SeriesDueLine(due=due, position=place, label=label[:60], fen=fen, visit=visit) for place, (label, fen, visit) in enumerate(lines, start=1)
    )
    record(JOB, function="series.bill", obj=row, detail={"month": month, "kind": kind, "fen": total}, now=now)
    publish(SERIES_BILLED, key=f"series:{row.pk}", series_id=row.pk, due_id=due.pk)


def bill_due(*, now: datetime, limit: int = 200) -> int:
    """The months that have begun of all series, and what is still to be given back of those that are over. How many series."""
    today, done = timezone.localdate(now), 0
    monthly = Series.objects.filter(month_fen__isnull=False)
    written = Count("dues", filter=Q(dues__kind=SeriesDue.MONTH))
    for row in monthly.filter(state__in=LIVE, months_from__lte=today).annotate(written=written).order_by("pk"):
        done += bool(bill(row, now=now)) if row.written < min(row.month_of(today), row.months or 0) else 0
    rests = Q(visits__fate__in=[Fate.SKIPPED, Fate.PAUSED, Fate.EXCEPTION], visits__kept_because="") | Q(visits__booking__state=BookingState.WORKER_MISSED)
    for over in monthly.filter(rests, state__in=OVER, visits__credit=None, dues__isnull=False).distinct().order_by("-pk")[:limit]:
        done += bool(give_back_rest(over, now=now))
    return done
