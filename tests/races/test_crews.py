"""Crews and lines under load: two crews never wait for each other, a crew is whole or not there, and a line keeps its order."""

import random
import time
from collections import Counter
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import OperationalError, transaction

from core import clock
from core.errors import DomainError
from marketplace.bookings import services
from marketplace.bookings.availability import Place
from marketplace.bookings.models import Assignment, Booking, Visit, Waiting, WaitingOffer
from marketplace.bookings.services import waiting
from marketplace.bookings.services.occupying import Taking, occupy
from marketplace.bookings.states import AssignmentStatus
from marketplace.workers.models import Worker
from members.models import User
from tests.marketplace.bookings.factories import customer_of, make_hold, make_offer, make_order, make_waiting, tomorrow, wish
from tests.members.factories import actor_for, make_user
from tests.races.harness import must_show, race
from tests.races.test_bookings import as_owner, overlapping

TRIES = 12
SNATCHERS = 3
NO_ORDER = """
CREATE OR REPLACE FUNCTION bookings_lock_workers(wanted bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  one bigint;
BEGIN
  FOR one IN SELECT number FROM unnest(wanted) AS number ORDER BY random() LOOP
    PERFORM pg_advisory_xact_lock(hashtextextended('bookings:worker:' || one, 0));
    PERFORM pg_sleep(0.02);
  END LOOP;
END $$
"""


def crew_shop() -> None:
    """Four workers, one visit whose time nobody keeps."""
    order = make_order(make_offer(workers=4), start=tomorrow(10, days=20))
    Assignment.objects.filter(visit__booking=order).update(status="released", until=None)


def grab_a_few(number: int) -> Counter:
    """The same, three times: a deadlock costs a second."""
    return grab_crews(number, tries=3)


def grab_crews(number: int, tries: int = TRIES) -> Counter:
    """One client: two or three of the four, in an order of its own, at times that meet."""
    people, visit, dice, counted = list(Worker.objects.order_by("pk")), Visit.objects.get(), random.Random(number), Counter()
    for _ in range(tries):
        start = tomorrow(9) + timedelta(minutes=60 * dice.randrange(8))
        crew, period = dice.sample(people, dice.choice([2, 3])), (start, start + timedelta(minutes=60))
        try:
            with transaction.atomic():
                made = occupy(
                    visit_id=visit.pk,
                    takings=[Taking(worker.pk, *period, 24) for worker in crew],
                    period=period,
                    day=start.date(),
                    status=AssignmentStatus.FIXED,
                    until=None,
                    place=Place(),
                    now=clock.now(),
                )
        except DomainError as error:
            counted[error.code] += 1
        except OperationalError as error:
            counted[getattr(error.__cause__, "pgcode", "")] += 1
        else:
            counted["taken"] += len(made)
            counted["whole"] += len(made) == len(crew)
            counted["crews"] += 1
    return counted


def _sum(outcomes, name: str) -> int:
    return sum(outcome.value[name] for outcome in outcomes.succeeded)


def test_crews_never_wait_for_each_other_and_are_whole(fresh_db: str) -> None:
    crew_shop()
    outcomes = race(grab_crews, contenders=6)
    assert not outcomes.failed and overlapping(fresh_db) == 0
    assert _sum(outcomes, "40P01") == 0 and _sum(outcomes, "crews") == _sum(outcomes, "whole") > 0
    assert Assignment.objects.exclude(status="released").count() == _sum(outcomes, "taken")


def test_twin_without_an_order_of_locking_they_deadlock(fresh_db: str) -> None:
    crew_shop()
    as_owner(fresh_db, NO_ORDER)
    shown = must_show(lambda: race(grab_a_few, contenders=4), lambda outcomes: _sum(outcomes, "40P01") > 0, tries=5)
    assert _sum(shown, "40P01") > 0


def line_shop() -> None:
    """One worker with two free times on one day, five families in line."""
    offer = make_offer(workers=1, hours=tuple((day, 9 * 60, 13 * 60 + 30) for day in range(7)))
    for _ in range(5):
        make_waiting(offer, days=(2, 2))


def serve(number: int) -> int:
    """One of several who see that time has come free."""
    return waiting.offer_due(now=clock.now())


def serve_out_of_line(number: int) -> bool:
    """The same without the line: each begins where it stands."""
    rows = Waiting.objects.select_related("district", "listing", "service_type").order_by("-pk")
    with transaction.atomic():
        return waiting._offer(rows[number % 5], clock.now())


def offered() -> list[int]:
    return list(WaitingOffer.objects.order_by("waiting_id").values_list("waiting_id", flat=True))


def test_two_free_times_go_to_the_first_two_of_five(fresh_db: str) -> None:
    line_shop()
    outcomes = race(serve, contenders=5)
    assert not outcomes.failed and sum(outcome.value for outcome in outcomes.succeeded) == 2
    assert offered() == list(Waiting.objects.order_by("pk").values_list("pk", flat=True)[:2])
    assert overlapping(fresh_db) == 0 and Booking.objects.filter(state="held").count() == 2
    assert set(Waiting.objects.filter(pk__in=offered()).values_list("state", flat=True)) == {"offered"}


def test_twin_without_the_line_the_order_is_lost(fresh_db: str) -> None:
    line_shop()
    first = list(Waiting.objects.order_by("pk").values_list("pk", flat=True)[:2])
    must_show(lambda: race(serve_out_of_line, contenders=5), lambda _: offered() != first, tries=3)
    assert overlapping(fresh_db) == 0


def freed_shop() -> None:
    """The one time of a day is somebody's; one family stands in line for it."""
    offer = make_offer(workers=1, hours=tuple((day, 9 * 60, 11 * 60) for day in range(7)))
    (make_hold if WAY["is"] == "elsewhere" else make_order)(offer, start=tomorrow(9))
    make_waiting(offer, days=(2, 2))
    for _ in range(SNATCHERS):
        make_user(name="看热闹的")


def let_go_or_snatch(number: int) -> bool:
    """The first lets go of his time and the line is asked; the others want it at that very moment, again and again. Whether one got it."""
    order = Booking.objects.with_names().get(state__in=["held", "assigned"])
    if number == 0:
        time.sleep(0.2)
        if WAY["is"] == "elsewhere":
            services.hold(order.listing, wish(start=tomorrow(9, days=4)), actor=customer_of(order), now=clock.now())
        else:
            services.cancel(order, actor=customer_of(order), now=clock.now(), fee_fen=0)
        time.sleep(0.3)
        waiting.offer_due(now=clock.now())
        return False
    person, until = actor_for(User.objects.order_by("-pk")[number - 1]), time.monotonic() + 1.2
    while time.monotonic() < until:
        try:
            services.hold(order.listing, wish(start=tomorrow(9)), actor=person, now=clock.now())
        except DomainError:
            continue
        return True
    return False


WAY = {"is": "cancel"}


@pytest.fixture(params=["cancel", "elsewhere"])
def way(request: pytest.FixtureRequest) -> None:
    """How the time comes free: an order is cancelled, a hold is given up for another time."""
    WAY["is"] = request.param


def test_what_comes_free_cannot_be_snatched_from_the_line(fresh_db: str, way: None) -> None:
    freed_shop()
    outcomes = race(let_go_or_snatch, contenders=1 + SNATCHERS)
    assert not outcomes.failed and not any(outcome.value for outcome in outcomes.succeeded)
    assert WaitingOffer.objects.count() == 1 and overlapping(fresh_db) == 0


def test_twin_that_keeps_nothing_for_the_line_is_snatched_from(fresh_db: str, way: None) -> None:
    freed_shop()
    with patch("marketplace.bookings.services.freeing._somebody_waits", return_value=False):
        outcomes = race(let_go_or_snatch, contenders=1 + SNATCHERS)
    assert any(outcome.value for outcome in outcomes.succeeded) and WaitingOffer.objects.count() == 0
