"""K3: the nearest free among ten thousand workers, beside one statement that says the same in SQL; and with a tenth of the city."""

import random
import uuid
from datetime import timedelta

import pytest
from django.db import connection

from core import clock
from dispatch.matching.finding import Demand, match
from marketplace.bookings.models import Visit
from marketplace.catalog.models import ServiceType
from marketplace.workers.models import Paper, PaperKind, Skill, WeeklyHours, Worker
from tests.bench.owner import settled
from tests.bench.ratios import compare, wall_seconds
from tests.bench.test_bookings import fill
from tests.marketplace.bookings.factories import HOME, make_offer, make_order, service, tomorrow

pytestmark = [pytest.mark.usefixtures("fresh_db")]
SIZE, RADIUS, MINUTES, AROUND = 10, 10.0, 60, 0.25
# Distance, skill, papers, weekly hours, nothing that overlaps, the daily cap: the same conditions without names, ratings, travel and reasons.
# `OUTWARDS` makes the planner ask from the nearest outwards and no farther than needed, which no SQL does that is simply written down.
OUTWARDS = """
SELECT w.id, km FROM (
  SELECT * FROM (SELECT w.*, 2 * 6371 * asin(least(1, sqrt(sin(radians(w.lat - %(lat)s) / 2) ^ 2
    + cos(radians(%(lat)s)) * cos(radians(w.lat)) * sin(radians(w.lng - %(lng)s) / 2) ^ 2))) AS km
  FROM workers_worker AS w
  WHERE w.online AND w.state = 'approved' AND w.lat BETWEEN %(lat)s - 0.09 AND %(lat)s + 0.09 AND w.lng BETWEEN %(lng)s - 0.12 AND %(lng)s + 0.12
  ) AS near ORDER BY km, id OFFSET 0
) AS w
WHERE EXISTS (SELECT FROM workers_skill AS s WHERE s.worker_id = w.id AND s.service_type_id = %(service)s)
  AND km <= least(%(radius)s, w.range_km)
  AND NOT EXISTS (SELECT FROM workers_paperkind AS k WHERE k.active AND (k.needed_to_work
    OR EXISTS (SELECT FROM workers_paperkind_service_types AS n WHERE n.paperkind_id = k.id AND n.servicetype_id = %(service)s))
    AND NOT EXISTS (SELECT FROM workers_paper AS p WHERE p.worker_id = w.id AND p.kind_id = k.id AND p.state = 'verified'
      AND (p.ends_on IS NULL OR p.ends_on >= %(day)s)))
  AND EXISTS (SELECT FROM workers_weeklyhours AS h WHERE h.worker_id = w.id AND h.weekday = %(weekday)s AND h.starts_minute <= %(from)s AND h.ends_minute >= %(to)s)
  AND NOT EXISTS (SELECT FROM workers_calendarexception AS x WHERE int8range(x.worker_id, x.worker_id, '[]') && int8range(w.id, w.id, '[]')
    AND x.period && %(wanted)s::tstzrange AND NOT x.free)
  AND NOT EXISTS (SELECT FROM bookings_assignment AS a WHERE int8range(a.worker_id, a.worker_id, '[]') && int8range(w.id, w.id, '[]')
    AND a.period && %(wanted)s::tstzrange AND a.status IN ('held', 'reserved', 'fixed') AND (a.until IS NULL OR a.until > now()))
  AND (SELECT count(*) FROM bookings_assignment AS a WHERE int8range(a.worker_id, a.worker_id, '[]') && int8range(w.id, w.id, '[]')
    AND a.period && %(whole)s::tstzrange AND a.status IN ('held', 'reserved', 'fixed')) < w.daily_visits
LIMIT 10
"""

RAW = OUTWARDS.replace("ORDER BY km, id OFFSET 0", "").replace("LIMIT 10", "ORDER BY km, w.id LIMIT 10")


def city(count: int, kind: ServiceType) -> None:
    """So many workers around the middle, with their papers; a third of them busy that morning."""
    now, dice = clock.now(), random.Random(7)
    dates = {"created_at": now, "changed_at": now, "rests_on_holidays": False, "daily_visits": 24, "range_km": 30, "travel": "bicycle"}
    rows = [
        Worker(
            code=uuid.UUID(int=dice.getrandbits(128)).hex[:16],
            state="approved",
            online=True,
            name="王桂兰",
            called="王师傅",
            lat=HOME[0] + dice.uniform(-AROUND, AROUND),
            lng=HOME[1] + dice.uniform(-AROUND, AROUND),
            **dates,
        )
        for _ in range(count)
    ]
    made = Worker.objects.bulk_create(rows, batch_size=5000)
    WeeklyHours.objects.bulk_create(
        [WeeklyHours(worker=row, weekday=day, starts_minute=540, ends_minute=1080) for row in made for day in range(7)], batch_size=5000
    )
    Skill.objects.bulk_create([Skill(worker=row, service_type=kind, years=3) for row in made], batch_size=5000)
    kinds = PaperKind.objects.filter(needed_to_work=True)
    papers = [Paper(worker=row, kind=one, state="verified", reviewed_at=now, created_at=now) for row in made for one in kinds]
    Paper.objects.bulk_create(papers, batch_size=5000)
    visit = Visit.objects.get(booking=make_order(make_offer(), start=tomorrow(10, days=25)))
    fill([row.pk for row in made[::3]], visit, days=1, each=8)
    settled()


def ours_and_raw(kind: ServiceType, statement: str) -> tuple:
    """Both questions about the same hour."""
    start = tomorrow(10, days=3)
    demand = Demand(kind.pk, MINUTES, HOME, start, radius_km=RADIUS, nearest_first=True)
    day, end = start.date(), start + timedelta(minutes=MINUTES + 15)
    values = {
        "lat": HOME[0],
        "lng": HOME[1],
        "service": kind.pk,
        "radius": RADIUS,
        "day": day,
        "weekday": day.weekday(),
        "from": 600,
        "to": 600 + MINUTES,
        "wanted": f"[{start.isoformat()},{end.isoformat()})",
        "whole": f"[{tomorrow(0, days=3).isoformat()},{tomorrow(0, days=4).isoformat()})",
    }

    def ours() -> None:
        assert len(match(demand, now=clock.now(), size=SIZE)) == SIZE

    def raw() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            assert len(cursor.fetchall()) == SIZE

    return ours, raw


def test_k3_nearest_free_among_ten_thousand() -> None:
    kind = service()
    city(10_000, kind)
    ours, raw = ours_and_raw(kind, RAW)
    ratio = compare("K3: nearest free of 10,000 ÷ one SQL statement (wall)", lambda: wall_seconds(ours), lambda: wall_seconds(raw))
    assert ratio.median <= 1.5
    ours, outwards = ours_and_raw(kind, OUTWARDS)
    ratio = compare("K3: the same ÷ SQL that asks outwards, without names, ratings, travel (wall)", lambda: wall_seconds(ours), lambda: wall_seconds(outwards))
    assert ratio.median <= 4
