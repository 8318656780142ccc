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
from marketplace.bookings.models import Assignment, Booking, ServiceRule
from marketplace.bookings.services import arrive
from members.models import User
from tests.marketplace.bookings.factories import code_of, make_offer, make_order, put_at, service, worker_of
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


def test_both_sides_read_it_the_family_cancels_free_and_the_share_is_counted():
    order, worker = on_the_way()
    family, owner, comes = Client(), Client(), Client()
    family.force_login(order.customer)
    owner.force_login(order.enterprise.applicant)
    comes.force_login(User.objects.get(pk=worker_of(order).user_id))
    pages = [(family, "bookings:order"), (owner, "bookings:provider-order"), (comes, "bookings:visit")]
    assert not any("记了一次迟到" in client.get(reverse(name, args=[order.number])).content.decode() for client, name in pages)
    with at(order, 21):
        load()["board.late"].run()
        texts = [client.get(reverse(name, args=[order.number])).content.decode() for client, name in pages]
        assert all("约定时间过了 21 分钟还没签到" in text for text in texts) and "现在取消不收钱" in texts[0]
        assert "迟到" in desk().get(reverse("marketplace_booking", args=[order.number])).content.decode()
        fee = family.get(reverse("bookings:cancelling", args=[order.number])).content.decode()
        assert "现在取消，不收钱" in fee and "服务人员迟到，不收费" in fee
        family.post(reverse("bookings:act", args=[order.number, "cancel"]), {"fee_fen": "0"})
        order.refresh_from_db()
        assert order.state == "cancelled" and not order.dues.exists()
    for minutes in (2, 30):
        other = put_at(make_order(order.listing), clock.now().replace(second=0, microsecond=0) + timedelta(minutes=1))
        Assignment.objects.filter(visit__booking=other).update(worker=worker)
        with at(other, minutes):
            arrive(other, actor=worker_of(other), now=clock.now(), code=code_of(other))
            drain_all()
        Booking.objects.filter(pk=other.pk).update(state="confirmed")
        period = Assignment.objects.get(visit__booking=other)
        period.period = (period.period.lower - timedelta(days=minutes), period.period.upper - timedelta(days=minutes))
        period.save(update_fields=["period"])
    found = late.punctual(clock.now() + timedelta(hours=1), worker_id=worker)
    assert (found.visits, found.in_time, found.share) == (2, 1, 50)
    assert late.punctual(clock.now() + timedelta(hours=1), enterprise_id=order.enterprise_id).share == 50
    assert "50%</b> 准时" in comes.get("/worker/").content.decode() and "50%</b> 准时" in owner.get("/enterprise/").content.decode()


def test_all_of_a_crew_are_late_together_and_the_enterprise_once():
    ServiceRule.objects.update_or_create(service_type=service(), defaults={"hands": 2, "most_hands": 2})
    order = put_at(make_order(make_offer(workers=2)), clock.now().replace(second=0, microsecond=0))
    with at(order, 20):
        load()["board.late"].run()
        load()["board.late"].run()
        assert LateArrival.objects.count() == 2
        arrive(order, actor=worker_of(order), now=clock.now(), code=code_of(order))
        drain_all()
    assert LateArrival.objects.filter(arrived=True, minutes=20).count() == 2
    assert late.punctual(clock.now() + timedelta(hours=1), enterprise_id=order.enterprise_id) == late.Punctual(1, 0)
