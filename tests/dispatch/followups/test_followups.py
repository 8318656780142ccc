"""After the job somebody asks, as often as the service wants it, and closes with a result (BKG-12, AFT-05)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.errors import IllegalTransition
from core.outbox.models import OutboxEvent
from core.outbox.testing import drain_all
from dispatch.followups import services
from dispatch.followups.models import FollowRule, FollowUp
from marketplace.bookings.models import Booking
from marketplace.bookings.services import confirm
from tests.dispatch.urgent.factories import incident
from tests.marketplace.bookings.factories import customer_of, make_offer, make_order, service
from tests.marketplace.factories import SYSTEM
from tests.members.factories import make_staff

pytestmark = pytest.mark.django_db


def desk(role: str = "quality") -> Client:
    client = Client()
    client.force_login(make_staff(role))
    return client


def done(kind=None) -> Booking:
    """An order that the family has just confirmed; what follows has followed."""
    order = make_order(make_offer(service_type=kind or service()))
    Booking.objects.filter(pk=order.pk).update(state="done", until=clock.now() + timedelta(days=1))
    order = Booking.objects.with_names().get(pk=order.pk)
    confirm(order, actor=customer_of(order), now=clock.now())
    drain_all()
    return Booking.objects.get(pk=order.pk)


@pytest.mark.req("BKG-12")
def test_a_finished_order_makes_a_task_that_somebody_takes_and_closes_with_a_result():
    order = done()
    row = FollowUp.objects.get(booking=order)
    assert row.due_on == timezone.localdate(order.ended_at) + timedelta(days=1) and row.state == "open"
    client = desk()
    assert order.title in client.get(reverse("dispatch_followups")).content.decode()
    client.post(reverse("dispatch_followup_decide", args=[row.pk, "take"]))
    row.refresh_from_db()
    assert row.state == "taken" and row.owner is not None
    page = reverse("dispatch_followup_close", args=[row.pk])
    assert client.post(page, {"result": "", "note": ""}).status_code == 400
    client.post(page, {"result": "bad", "note": "窗槽没擦干净，约好再来一次。"})
    row.refresh_from_db()
    assert (row.state, row.result) == ("closed", "bad") and row.closed_at is not None
    shown = client.get(reverse("dispatch_followup", args=[row.pk])).content.decode()
    assert "窗槽没擦干净" in shown and "不满意，要处理" in shown
    assert OutboxEvent.objects.filter(name="follow_up.bad").count() == 1


@pytest.mark.req("AFT-05")
def test_each_service_has_its_own_schedule_that_staff_set():
    repair = incident().service_type
    order = done(repair)
    assert [row.day for row in FollowUp.objects.filter(booking=order).order_by("day")] == [1, 30], "as shipped"
    client = desk()
    client.post(reverse("dispatch_follow_rules"), {"service_type": repair.pk, "days": "3，7、14"})
    assert FollowRule.objects.get(service_type=repair).days == [3, 7, 14]
    assert "第 3、7、14 天" in client.get(reverse("dispatch_follow_rules")).content.decode()
    later = done(repair)
    due = [row.due_on - timezone.localdate(later.ended_at) for row in FollowUp.objects.filter(booking=later).order_by("day")]
    assert [span.days for span in due] == [3, 7, 14]
    assert FollowUp.objects.filter(booking=order).count() == 2, "what has been made stays"
    client.post(reverse("dispatch_follow_rules"), {"service_type": repair.pk, "days": ""})
    assert not FollowUp.objects.filter(booking=done(repair)).exists()
    for wrong in ("0", "昨天", "1,2,3,4,5,6,7", "9999"):
        assert client.post(reverse("dispatch_follow_rules"), {"service_type": repair.pk, "days": wrong}).status_code == 400, wrong


def test_an_event_that_comes_twice_makes_nothing_twice():
    order = done()
    services.schedule(order, now=clock.now())
    assert FollowUp.objects.filter(booking=order).count() == 1
    assert services.schedule(make_order(), now=clock.now()) == []


def test_what_is_due_is_marked_and_a_closed_one_can_be_asked_again():
    order = done()
    row = FollowUp.objects.get(booking=order)
    FollowUp.objects.update(due_on=timezone.localdate(clock.now()) - timedelta(days=2))
    client = desk()
    assert "过了" in client.get(reverse("dispatch_followups"), {"due": "1"}).content.decode()
    services.close(row, actor=SYSTEM, now=clock.now(), result="unreached", note="打了三次没人接。")
    with pytest.raises(IllegalTransition):
        services.close(row, actor=SYSTEM, now=clock.now(), result="good", note="又打通了。")
    row.refresh_from_db()
    assert row.result == "unreached"
    client.post(reverse("dispatch_followup_decide", args=[row.pk, "reopen"]), {"note": "家里回了电话。"})
    row.refresh_from_db()
    assert row.state == "open"


def test_the_list_asks_the_same_however_many_there_are():
    done()
    client, counts = desk(), []
    for more in (0, 4):
        for _ in range(more):
            done()
        client.get(reverse("dispatch_followups"))
        with CaptureQueriesContext(connection) as queried:
            client.get(reverse("dispatch_followups"))
        counts.append(len(queried))
    assert counts[0] == counts[1]
