"""K1 as the market grows: placing an order and taking time beside a thousand orders and beside a hundred thousand (NIGHTLY=1: a million)."""

import math
import os
import statistics
from datetime import timedelta

import pytest
from django.db import transaction

from core import clock
from marketplace.bookings import services
from marketplace.bookings.availability import Place
from marketplace.bookings.models import Assignment, Booking
from marketplace.bookings.services.occupying import Taking, occupy
from marketplace.bookings.states import AssignmentStatus
from marketplace.workers.models import Worker
from tests.bench.market import grow
from tests.bench.ratios import wall_seconds
from tests.bench.test_bookings import families, shops
from tests.marketplace.bookings.factories import HOME, make_order, tomorrow, wish

pytestmark = [pytest.mark.usefixtures("fresh_db")]
SIZES = (1_000, 1_000_000 if os.environ.get("NIGHTLY") else 100_000)
SHOPS, ROUNDS, BAR = 50, 7, 0.15


def test_k1_an_order_takes_no_longer_in_a_large_market() -> None:
    offers, people = shops(SHOPS), families(SHOPS)
    model, day = make_order(offers[0], start=tomorrow(15)), iter(range(3, 60))
    workers = list(Worker.objects.exclude(enterprise=None).order_by("pk").values_list("pk", flat=True))
    visit = model.visits.get()

    def order() -> None:
        wanted = wish(start=tomorrow(9, days=next(day)))
        for offer, actor in zip(offers, people, strict=True):
            now = clock.now()
            services.accept_quote(services.hold(offer, wanted, actor=actor, now=now), actor=actor, now=now, total_fen=12000)

    def take() -> None:
        start = tomorrow(15, days=next(day))
        for worker in workers:
            period = (start, start + timedelta(minutes=90))
            with transaction.atomic():
                taking, status = [Taking(worker, *period, 24)], AssignmentStatus.FIXED
                occupy(visit_id=visit.pk, takings=taking, period=period, day=start.date(), status=status, until=None, place=Place(*HOME), now=clock.now())

    known, times = 0, {order: list[float](), take: list[float]()}
    for size in SIZES:
        grow(model, [actor.user_id or 0 for actor in people], known + 1, size)
        known = size
        assert Booking.objects.filter(state="confirmed").count() == size == Assignment.objects.filter(visit__booking__state="confirmed").count()
        for work, seconds in times.items():
            work()
            seconds.append(statistics.median(wall_seconds(work) for _ in range(ROUNDS)))
    growth = {work: math.log(large / small) / math.log(SIZES[1] / SIZES[0]) for work, (small, large) in times.items()}
    print(f"K1 from {SIZES[0]} to {SIZES[1]} orders: hold + accept slope {growth[order]:.3f}, occupy() {growth[take]:.3f}", flush=True)
    assert max(growth.values()) <= BAR
