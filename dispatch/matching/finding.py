"""Matching: for a demand, who is free, qualified with papers valid on the day, and in reach, best first (SRC-05, SRC-06, SRC-07).

The nearest come from one indexed query in pages; free time is asked of `availability` for the people of a page at once, by the same
reasons as everywhere; what is left is arithmetic. An urgent demand has no start: each could begin as soon as he can be there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone

from dispatch.matching.facts import facts_of
from dispatch.matching.nearby import Near, nearest, rings
from dispatch.matching.parameters import RADIUS_KM
from dispatch.matching.ranking import (
    NEAREST_FIRST,
    Facts,
    Match,
    Reason,
    Weights,
    distance_points,
    experience_points,
    history_points,
    punctual_points,
    rating_points,
    said_of_history,
    said_of_punctuality,
    said_of_rating,
    slack_points,
)
from marketplace.bookings.availability import Calendar, Job, Place, read, refusals, rule_of
from marketplace.bookings.availability.rules import Rule
from marketplace.bookings.availability.travel import Point, minutes
from marketplace.workers.minutes import day_of, to_minute
from marketplace.workers.states import Travel

# So many are looked at together, so many at most for one demand, and so many free ones are enough to choose the best from.
LEAST_A_PAGE, MOST_A_PAGE, MOST, ENOUGH = 8, 30, 240, 16
FIVE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Demand:
    """What is wanted: which service, how long, where, for whom (the family's account), when. Without `start`: as soon as possible."""

    service_type_id: int
    minutes: int
    point: Point
    start: datetime | None = None
    family_id: int | None = None
    radius_km: float | None = None
    without: frozenset[int] = frozenset()
    among: frozenset[int] | None = None
    instead_of: Sequence[int] = ()
    nearest_first: bool = False
    district_id: int | None = None


def match(demand: Demand, *, now: datetime, size: int = 10) -> list[Match]:
    """So many who can come, the best first. For each page of people nearby three queries, four for a known family."""
    radius = demand.radius_km or float(RADIUS_KM.at(now))
    weights = NEAREST_FIRST if demand.nearest_first or demand.start is None else Weights.at(now)
    job = job_for(demand, rule_of(demand.service_type_id))
    found: list[Match] = []
    for page in _pages(demand, radius, size):
        found += _able(page, demand, job, radius, weights, now)
        if len(found) >= (size if weights is NEAREST_FIRST else max(size, ENOUGH)):
            break
    return sorted(found, key=lambda one: (-one.points, one.km, one.worker_id))[:size]


def _pages(demand: Demand, radius: float, size: int) -> Iterator[list[Near]]:
    """Those nearby, page by page outwards, until the radius or so many have been looked at."""
    after, seen, length = None, 0, min(MOST_A_PAGE, max(LEAST_A_PAGE, size + size // 2))
    for ring in rings(radius):
        page = None
        while seen < MOST and (page is None or len(page) == length):
            page = nearest(
                demand.point,
                service_type_id=demand.service_type_id,
                radius_km=ring,
                size=length,
                after=after,
                without=demand.without,
                among=demand.among,
            )
            seen += len(page)
            after = page[-1] if page else after
            if page:
                yield page


def job_for(demand: Demand, rule: Rule) -> Job:
    """The job as dispatch asks for it: notice and the clock's half hours bind only families."""
    bound = replace(rule, notice_minutes=0, interval_minutes=1)
    return Job(demand.service_type_id, bound, demand.minutes, Place(*demand.point, demand.district_id))


def _able(page: Sequence[Near], demand: Demand, job: Job, radius: float, weights: Weights, now: datetime) -> list[Match]:
    if not page:
        return []
    ways = {one.worker_id: minutes(one.home, demand.point, one.travel) for one in page}
    starts = {one.worker_id: demand.start or soonest(now, ways[one.worker_id]) for one in page}
    days = sorted(timezone.localdate(start) for start in starts.values())
    calendars = read(ways, service_type_id=demand.service_type_id, first=days[0], last=days[-1], now=now, instead_of=demand.instead_of)
    free = {one.worker_id: one for one in calendars if not refusals(one, job, starts[one.worker_id], now=now)}
    able = [one for one in page if one.worker_id in free]
    facts = facts_of([one.worker_id for one in able], family_id=demand.family_id) if able else {}
    return [_match(one, free[one.worker_id], facts[one.worker_id], job, starts[one.worker_id], ways[one.worker_id], radius, weights) for one in able]


def soonest(now: datetime, way: int) -> datetime:
    """When somebody could be there who sets out now: his way, to the next five minutes."""
    at = now + timedelta(minutes=way)
    whole = at.replace(minute=at.minute // 5 * 5, second=0, microsecond=0)
    return whole if whole == at else whole + FIVE


def _of_outlet(one: Near, radius: float, weights: Weights) -> list[Reason]:
    """Whose outlet serves this district comes before others, and of two outlets the nearer one (CHN-07); nothing for who belongs to none."""
    if not one.outlet or one.outlet_km is None:
        return []
    return [Reason("outlet", f"{one.outlet}的人，这个区归它，店离 {one.outlet_km:.1f} 公里", distance_points(one.outlet_km, radius, weights, weights.outlet))]


def _match(one: Near, calendar: Calendar, facts: Facts, job: Job, start: datetime, way: int, radius: float, weights: Weights) -> Match:
    day = day_of(to_minute(start))
    visits = calendar.visits_on(day)
    local, end = timezone.localtime(start), timezone.localtime(start + timedelta(minutes=job.minutes))
    reasons = [
        Reason("skill", f"做这项 {one.years} 年" if one.years else "做这项服务", experience_points(one.years, weights)),
        Reason("papers", "这一天证件都有效"),
        Reason("distance", f"离 {one.km:.1f} 公里，{Travel(one.travel).label}约 {way} 分钟", distance_points(one.km, radius, weights)),
        Reason("slot", f"{local:%H:%M}–{end:%H:%M} 空着，当天{f'已有 {visits} 单' if visits else '还没有单'}", slack_points(visits, one.daily_visits, weights)),
        Reason("rating", said_of_rating(facts), rating_points(facts, weights)),
        Reason("punctual", said_of_punctuality(facts), punctual_points(facts, weights)),
        *(_of_outlet(one, radius, weights) if job.place.district_id is not None else ()),
        Reason("history", said_of_history(facts), history_points(facts, weights)),
    ]
    points = sum(reason.points for reason in reasons)
    return Match(one.worker_id, one.called, one.enterprise_id, one.km, way, start, visits, points, reasons)
