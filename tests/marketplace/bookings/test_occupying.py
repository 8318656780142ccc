"""`occupy()`: the one door to a worker's time, and what the database itself refuses."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import clock
from marketplace.bookings.availability import Place, read
from marketplace.bookings.errors import SlotTaken
from marketplace.bookings.models import Assignment, Visit
from marketplace.bookings.services import occupying
from marketplace.bookings.services.occupying import GuardBroken, Taking, occupy
from marketplace.bookings.states import AssignmentStatus
from marketplace.workers.models import Worker
from marketplace.workers.queries.papers import checklist
from tests.marketplace.bookings.factories import make_offer, make_order, make_worker, service, tomorrow
from tests.marketplace.factories import make_enterprise

pytestmark = pytest.mark.django_db
FIXED, HELD = AssignmentStatus.FIXED, AssignmentStatus.HELD


@pytest.fixture
def visit():
    """A visit to take time for; its own rows are released."""
    order = make_order(make_offer(), start=tomorrow(10, days=20))
    Assignment.objects.filter(visit__booking=order).update(status="released", until=None)
    return Visit.objects.get(booking=order)


def take(visit, *workers, start=None, hours=2, status=FIXED, until=None, instead_of=(), cap=4, guard=None, now=None):
    begins = start or tomorrow(10)
    period = (begins, begins + timedelta(hours=hours))
    seen = guard or period
    takings = [Taking(worker.pk, seen[0], seen[1], cap) for worker in workers]
    return occupy(
        visit_id=visit.pk,
        takings=takings,
        period=period,
        day=begins.date(),
        status=status,
        until=until,
        place=Place(39.9, 116.4),
        now=now or clock.now(),
        instead_of=instead_of,
    )


def test_a_free_worker_is_taken_in_one_round_trip(visit):
    worker = make_worker()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        [number] = take(visit, worker)
    assert len(asked) == 1
    row = Assignment.objects.get(pk=number)
    assert (row.worker_id, row.status, row.lat) == (worker.pk, "fixed", 39.9)


def test_what_overlaps_is_refused_and_what_touches_is_not(visit):
    worker = make_worker()
    take(visit, worker)
    with pytest.raises(SlotTaken):
        take(visit, worker, start=tomorrow(11))
    assert take(visit, worker, start=tomorrow(12))


def test_something_new_in_the_guard_asks_to_look_again(visit):
    worker = make_worker()
    take(visit, worker)
    with pytest.raises(GuardBroken):
        take(visit, worker, start=tomorrow(13), guard=(tomorrow(11), tomorrow(16)))


def test_all_or_none(visit):
    free, busy = make_worker(), make_worker()
    take(visit, busy)
    before = Assignment.objects.count()
    with pytest.raises(SlotTaken):
        take(visit, free, busy)
    assert Assignment.objects.count() == before
    assert len(take(visit, free, make_worker())) == 2


def test_the_cap_of_the_day(visit):
    worker = make_worker()
    take(visit, worker, cap=1)
    with pytest.raises(SlotTaken) as refused:
        take(visit, worker, start=tomorrow(15), cap=1)
    assert refused.value.extra["reason"] == "cap"
    assert take(visit, worker, start=tomorrow(15, days=3), cap=1)


def test_a_hold_ends_by_the_clock(visit):
    worker, now = make_worker(), clock.now()
    [held] = take(visit, worker, status=HELD, until=now + timedelta(minutes=15), now=now)
    with pytest.raises(SlotTaken):
        take(visit, worker, now=now + timedelta(minutes=14))
    assert take(visit, worker, now=now + timedelta(minutes=15))
    assert Assignment.objects.get(pk=held).status == "released"


def test_a_hold_that_has_run_out_cannot_be_made_firm(visit):
    worker, now = make_worker(), clock.now()
    rows = take(visit, worker, status=HELD, until=now + timedelta(minutes=15), now=now)
    assert not occupying.settle(rows, to=FIXED, until=None, now=now + timedelta(minutes=15))
    assert occupying.settle(rows, to=FIXED, until=None, now=now)


def test_moving_is_one_call(visit):
    worker = make_worker()
    old = take(visit, worker)
    [new] = take(visit, worker, start=tomorrow(11), instead_of=old)
    assert Assignment.objects.get(pk=old[0]).status == "released" and Assignment.objects.get(pk=new).status == "fixed"


def test_a_refused_move_keeps_the_old_time(visit):
    worker = make_worker()
    old = take(visit, worker)
    take(visit, worker, start=tomorrow(14))
    with pytest.raises(SlotTaken):
        take(visit, worker, start=tomorrow(13), instead_of=old)
    assert Assignment.objects.get(pk=old[0]).status == "fixed"


def test_the_constraint_is_the_last_word(visit):
    worker = make_worker()
    take(visit, worker)
    with pytest.raises(IntegrityError, match="bookings_one_place_at_a_time"), transaction.atomic():
        Assignment.objects.create(worker=worker, visit=visit, period=(tomorrow(11), tomorrow(12)), status="fixed")
    assert Assignment.objects.create(worker=worker, visit=visit, period=(tomorrow(11), tomorrow(12)), status="released")


def test_a_hold_without_an_end_is_refused(visit):
    with pytest.raises(IntegrityError, match="bookings_hold_has_an_end"), transaction.atomic():
        Assignment.objects.create(worker=make_worker(), visit=visit, period=(tomorrow(11), tomorrow(12)), status="held")
    assert not Assignment.objects.filter(status="held").exists()


def test_reading_uses_the_index_of_the_constraint(visit):
    worker = make_worker()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        rows = Assignment.objects.of_workers([worker.pk]).filter(period__overlap=(tomorrow(8), tomorrow(20)))
        assert "bookings_one_place_at_a_time" in rows.occupying(clock.now()).explain()


@pytest.mark.parametrize("count", [1, 50])
def test_slots_cost_one_query_whatever_the_number_of_workers(count):
    firm, kind = make_enterprise(), service()
    workers = [make_worker(enterprise=firm, skills=(kind,)).pk for _ in range(count)]
    day = tomorrow().date()
    with CaptureQueriesContext(connection) as asked:
        found = read(workers, service_type_id=kind.pk, first=day, last=day + timedelta(days=6), now=clock.now())
    assert len(found) == count and len(asked) == 1


@pytest.mark.parametrize(("starts", "ends"), [(None, None), (None, 3), (2, None), (2, 4), (-5, -1)])
def test_a_paper_counts_for_bookings_as_it_does_on_the_checklist(starts, ends):
    offer = make_offer()
    worker, today = Worker.objects.get(enterprise=offer.enterprise), timezone.localdate(clock.now())
    dates = {name: None if shift is None else today + timedelta(days=shift) for name, shift in (("starts_on", starts), ("ends_on", ends))}
    worker.papers.filter(kind__code="health-certificate").update(**dates)
    for shift in range(7):
        day = today + timedelta(days=shift)
        (calendar,) = read([worker.pk], service_type_id=offer.service_type_id, first=day, last=day, now=clock.now())
        lacking = {item.kind.pk for item in checklist(worker, day) if item.problem}
        assert calendar.missing_papers(day) == lacking


LOCKS = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"


def locks_held() -> int:
    with connection.cursor() as cursor:
        cursor.execute(LOCKS)
        return cursor.fetchone()[0]


def test_a_refusal_gives_back_its_locks_and_what_it_let_go(visit):
    busy, now = make_worker(), clock.now()
    take(visit, busy)
    ran_out = take(visit, busy, start=tomorrow(15), status=HELD, until=now + timedelta(minutes=1), now=now)
    before = locks_held()
    with pytest.raises(SlotTaken):
        take(visit, busy, make_worker(), now=now + timedelta(minutes=2))
    assert locks_held() == before and Assignment.objects.get(pk=ran_out[0]).status == "held"
    take(visit, make_worker())
    assert locks_held() == before + 1
