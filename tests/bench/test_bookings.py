"""K1 and K2: taking time beside the raw insert with the same constraint, and reading free time beside the one range query."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection, transaction

from core import clock
from marketplace.bookings.availability import Job, Place, Rule, read, slots
from marketplace.bookings.availability.reading import TAKEN
from marketplace.bookings.models import Assignment, Visit
from marketplace.bookings.services.occupying import Taking, occupy
from marketplace.bookings.states import AssignmentStatus
from marketplace.catalog.models import ServiceType
from marketplace.workers.models import Skill, WeeklyHours, Worker
from tests.bench.owner import settled
from tests.bench.ratios import compare, wall_seconds
from tests.marketplace.bookings.factories import HOME, make_offer, make_order, service, tomorrow

pytestmark = [pytest.mark.usefixtures("fresh_db")]
RAW = """
INSERT INTO bookings_assignment (worker_id, visit_id, period, status, until, lat, lng) VALUES (%s, %s, tstzrange(%s, %s), 'fixed', NULL, %s, %s)
"""
BATCH = 400


def crowd(count: int, kind: ServiceType) -> list[int]:
    """So many workers from nine to six, every day."""
    now = clock.now()
    common = {
        "state": "approved",
        "online": True,
        "name": "王桂兰",
        "called": "王阿姨",
        "lat": HOME[0],
        "lng": HOME[1],
        "travel": "bicycle",
        "daily_visits": 24,
    }
    dates = {"created_at": now, "changed_at": now, "rests_on_holidays": False}
    made = Worker.objects.bulk_create([Worker(code=uuid.uuid4().hex[:16], **common, **dates) for _ in range(count)])
    WeeklyHours.objects.bulk_create([WeeklyHours(worker=row, weekday=day, starts_minute=540, ends_minute=1080) for row in made for day in range(7)])
    Skill.objects.bulk_create([Skill(worker=row, service_type=kind) for row in made])
    return [row.pk for row in made]


def a_visit() -> Visit:
    """A visit that rows may point at."""
    return Visit.objects.get(booking=make_order(make_offer(), start=tomorrow(10, days=25)))


def fill(workers: list[int], visit: Visit, *, days: int, each: int) -> None:
    """Twenty short visits a day for everybody, one after another."""
    rows = []
    for worker in workers:
        for day in range(days):
            start = tomorrow(9, days=3 + day)
            for turn in range(each):
                begins = start + timedelta(minutes=27 * turn)
                rows.append(
                    Assignment(worker_id=worker, visit=visit, period=(begins, begins + timedelta(minutes=20)), status="fixed", lat=HOME[0], lng=HOME[1])
                )
    Assignment.objects.bulk_create(rows, batch_size=5000)


def test_k1_taking_time_beside_the_raw_insert() -> None:
    visit, workers = a_visit(), crowd(2000, service())
    places = {"ours": 0, "raw": 0}

    def ours() -> None:
        for number in range(BATCH):
            place = places["ours"] * BATCH + number
            start = tomorrow(9, days=40) + timedelta(days=place // len(workers))
            period = (start, start + timedelta(minutes=90))
            with transaction.atomic():
                taking = [Taking(workers[place % len(workers)], *period, 24)]
                status = AssignmentStatus.FIXED
                occupy(visit_id=visit.pk, takings=taking, period=period, day=start.date(), status=status, until=None, place=Place(*HOME), now=clock.now())
        places["ours"] += 1

    def raw() -> None:
        for number in range(BATCH):
            place = places["raw"] * BATCH + number
            start = tomorrow(15, days=40) + timedelta(days=place // len(workers))
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(RAW, [workers[place % len(workers)], visit.pk, start, start + timedelta(minutes=90), *HOME])
        places["raw"] += 1

    ratio = compare("K1: occupy() ÷ raw insert (wall)", lambda: wall_seconds(ours), lambda: wall_seconds(raw))
    assert ratio.median <= 1.25


def test_k2_free_time_of_fifty_workers_for_thirty_days() -> None:
    kind, visit = service(), a_visit()
    workers = crowd(50, kind)
    fill(workers, visit, days=30, each=20)
    settled()
    days = [tomorrow(days=3).date() + timedelta(days=number) for number in range(30)]
    job = Job(kind.pk, Rule(horizon_days=60), 120, Place(*HOME))
    spans = "{" + ",".join(f"[{worker},{worker}]" for worker in workers) + "}"
    window = f"[{tomorrow(0, days=3).isoformat()},{tomorrow(0, days=33).isoformat()})"

    def ours() -> None:
        slots(read(workers, service_type_id=kind.pk, first=days[0], last=days[-1], now=clock.now()), job, asked=days, now=clock.now())

    def floor() -> None:
        with connection.cursor() as cursor:
            cursor.execute(TAKEN, {"spans": spans, "around": window, "now": clock.now(), "instead_of": []})
            assert len(cursor.fetchall()) == 50 * 30 * 20

    ratio = compare("K2: slots of 50 × 30 days ÷ the range query (wall)", lambda: wall_seconds(ours), lambda: wall_seconds(floor))
    assert ratio.median <= 3


def test_k2_three_hundred_and_thirty_two_workers_for_a_day() -> None:
    kind, visit = service(), a_visit()
    workers = crowd(332, kind)
    fill(workers, visit, days=1, each=8)
    settled()
    day = tomorrow(days=3).date()
    job = Job(kind.pk, Rule(horizon_days=60), 60, Place(*HOME))

    def ours() -> None:
        slots(read(workers, service_type_id=kind.pk, first=day, last=day, now=clock.now()), job, asked=[day], now=clock.now())

    ours()
    best = min(wall_seconds(ours) for _ in range(5))
    print(f"332 workers, one day: {best * 1000:.0f} ms", flush=True)
    assert best <= 0.05
