"""Who can come on many dates at once, and what to offer where nobody can: reads of the one availability module, two queries each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils import timezone

from core.models import Holiday
from marketplace.bookings.availability import Job, Place, able_at, read, refusals, rule_of, slots
from marketplace.bookings.availability.reasons import WORDS, Reason
from marketplace.bookings.models import Assignment
from marketplace.bookings.services.at_once import ahead_job
from marketplace.bookings.states import OCCUPYING
from marketplace.listings.queries.outlets import may_do
from marketplace.series.models import Series, SeriesVisit
from marketplace.workers.models import Worker

AROUND = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Proposals:
    """What a family may choose for a date on which it does not fit: others at that time, other times near it."""

    others: list[Worker]
    times: list[datetime]


def holidays_between(first: date, last: date) -> frozenset[date]:
    """The public holidays on which people rest. One query."""
    return frozenset(Holiday.objects.filter(kind="rest", date__range=(first, last)).values_list("date", flat=True))


def people_of(series: Series) -> list[int]:
    """Who may come at all: the workers of the enterprise, of its outlets those that provide the offer, or who works for himself. One query at most."""
    if series.provider_id is not None:
        return [series.provider_id]
    rows = Worker.objects.taking_work().filter(enterprise_id=series.enterprise_id or 0)
    rows = rows.filter(may_do(series.listing_id)) if series.listing_id is not None else rows
    return list(rows.order_by("pk").values_list("pk", flat=True))


def asked_of(series: Series) -> list[int]:
    """Who is asked for a visit: the one who always comes, else everybody."""
    return [series.worker_id] if series.same_worker and series.worker_id else people_of(series)


def job(series: Series) -> Job:
    """One visit as the availability module asks for it; notice and clock were judged when the series was made."""
    rule = replace(rule_of(series.service_type_id), notice_minutes=0, interval_minutes=1)
    return ahead_job(Job(series.service_type_id, rule, series.minutes, Place(series.lat, series.lng, series.district_id)))


def able_on(series: Series, starts: Sequence[datetime], workers: Iterable[int], *, now: datetime, instead_of: Sequence[int] = ()) -> dict[datetime, list[int]]:
    """For each start who can come. Three queries, however many starts."""
    if not starts:
        return {}
    days = [timezone.localdate(start) for start in starts]
    calendars = read(workers, service_type_id=series.service_type_id, first=min(days), last=max(days), now=now, instead_of=instead_of)
    wanted = job(series)
    return {start: able_at(calendars, wanted, start, now=now) for start in starts}


def kept_by(visits: Iterable[SeriesVisit]) -> list[int]:
    """The rows that keep the time of these visits. One query."""
    bookings = [visit.booking_id for visit in visits if visit.booking_id]
    return list(Assignment.objects.filter(visit__booking_id__in=bookings, status__in=OCCUPYING).values_list("pk", flat=True))


def why_not(series: Series, start: datetime, workers: Sequence[int], *, now: datetime) -> str:
    """Why nobody can come, in words. Three queries."""
    day = timezone.localdate(start)
    calendars = read(workers, service_type_id=series.service_type_id, first=day, last=day, now=now)
    wanted = job(series)
    found = {reason for calendar in calendars for reason in refusals(calendar, wanted, start, now=now)}
    return "、".join(WORDS[reason] for reason in Reason if reason in found)[:120] or "没有人接这项服务"


def proposals(series: Series, visit: SeriesVisit, *, most: int, now: datetime) -> Proposals:
    """Others of the same provider at the same time, and times within two days of it at which the one who always comes can. Six queries at most."""
    everybody = people_of(series)
    able = able_on(series, [visit.starts_at], everybody, now=now).get(visit.starts_at, [])
    found = {worker.pk: worker for worker in Worker.objects.filter(pk__in=able)}
    day, today = timezone.localdate(visit.starts_at), timezone.localdate(now)
    asked = [one for shift in range(-AROUND.days, AROUND.days + 1) if (one := day + timedelta(days=shift)) >= today]
    near = _near(series, visit, asked, now=now)
    return Proposals([found[number] for number in able if number in found], near[:most])


def _near(series: Series, visit: SeriesVisit, asked: Sequence[date], *, now: datetime) -> list[datetime]:
    """Free starts by the service's own clock, the nearest first; none on a day that already has a visit of the series."""
    if not asked:
        return []
    rule = rule_of(series.service_type_id)
    wanted = ahead_job(Job(series.service_type_id, rule, series.minutes, Place(series.lat, series.lng, series.district_id)))
    taken = set(series.visits.exclude(pk=visit.pk).filter(planned_on__in=asked).values_list("planned_on", flat=True))
    calendars = read(asked_of(series), service_type_id=series.service_type_id, first=min(asked), last=max(asked), now=now)
    free = [slot.start for slot in slots(calendars, wanted, asked=asked, now=now) if timezone.localdate(slot.start) not in taken]
    return sorted((start for start in free if start != visit.starts_at), key=lambda start: abs(start - visit.starts_at))
