"""Late arrivals are flagged by the clock, count, are shown on the worker's record, and can be lifted with a reason (BKG-16)."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core import clock
from core.outbox.testing import drain_all
from core.schedule import load
from dispatch.board import late, services
from dispatch.board.models import LateArrival
from marketplace.bookings.models import Assignment, Booking
from marketplace.bookings.services import arrive
from members.models import User
from tests.marketplace.bookings.factories import code_of, make_order, put_at, worker_of
from tests.marketplace.factories import SYSTEM
from tests.members.factories import make_staff

pytestmark = pytest.mark.django_db


def on_the_way() -> tuple[Booking, int]:
    """An order that begins now, and who goes."""
    order = put_at(make_order(), clock.now().replace(second=0, microsecond=0))
    return order, Assignment.objects.get(visit__booking=order, status="fixed").worker_id


def desk() -> Client:
    client = Client()
    client.force_login(make_staff("dispatcher"))
    return client


def at(order: Booking, minutes: int):
    return time_machine.travel(order.starts_at + timedelta(minutes=minutes), tick=False)


def test_who_has_not_come_is_flagged_by_the_clock_and_the_flag_follows_his_arrival():
    order, worker = on_the_way()
    job = load()["board.late"]
    with at(order, 14):
        job.run()
        assert not LateArrival.objects.exists()
    with at(order, 16):
        job.run()
        job.run()
        row = LateArrival.objects.get()
        assert (row.worker_id, row.minutes, row.arrived) == (worker, 16, False)
        assert "已经晚了" in desk().get(reverse("dispatch_board")).content.decode()
    with at(order, 40):
        arrive(order, actor=worker_of(order), now=clock.now(), code=code_of(order))
        drain_all()
        row.refresh_from_db()
        assert (row.minutes, row.arrived) == (40, True) and LateArrival.objects.count() == 1
        assert late.counting(worker, clock.now()) == 1
        staff = desk().get(reverse("marketplace_worker", args=[worker])).content.decode()
        assert "迟到 1 次" in staff and "晚了 40 分钟" in staff
        client = Client()
        client.force_login(User.objects.get(pk=worker_of(order).user_id))
        assert "晚了 40 分钟" in client.get("/worker/").content.decode()
    assert late.counting(worker, clock.now() + timedelta(days=400)) == 0, "old ones count no more"


def test_a_check_in_between_two_runs_is_flagged_too_and_a_timely_one_is_not():
    order, _worker = on_the_way()
    with at(order, 20):
        arrive(order, actor=worker_of(order), now=clock.now(), code=code_of(order))
        drain_all()
    assert LateArrival.objects.get().minutes == 20
    timely, _ = on_the_way()
    with at(timely, 3):
        arrive(timely, actor=worker_of(timely), now=clock.now(), code=code_of(timely))
        drain_all()
    assert LateArrival.objects.count() == 1


def test_a_flag_is_lifted_once_with_a_reason_and_stays_to_be_read():
    order, worker = on_the_way()
    with at(order, 30):
        services.flag_due(actor=SYSTEM, now=clock.now())
    row, client = LateArrival.objects.get(), desk()
    page = reverse("dispatch_late", args=[row.pk])
    assert client.post(page, {"note": ""}).status_code == 400 and late.counting(worker, clock.now()) == 1
    client.post(page, {"note": "家里临时改了地址，没在订单里说。"})
    assert late.counting(worker, clock.now()) == 0
    assert "家里临时改了地址" in client.get(page).content.decode()
    assert client.post(page, {"note": "再注销一次"}).status_code == 400
    assert late.own_data(0) == []
