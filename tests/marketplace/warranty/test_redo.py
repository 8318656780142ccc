"""A redo inside the warranty makes a free linked order; outside it is refused; the provider may object (AFT-06)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.errors import Forbidden, Invalid
from core.outbox.testing import drain_all
from dispatch.followups.models import FollowUp
from marketplace.bookings.models import Assignment, Booking
from marketplace.ratings.models import Rating
from marketplace.warranty import queries, services
from marketplace.warranty.errors import OutOfWarranty, RedoOpen
from marketplace.warranty.models import Redo, WarrantyRule
from notifications.models import Notice
from tests.marketplace.bookings.factories import make_offer, service
from tests.marketplace.factories import picture
from tests.marketplace.ratings.factories import finished, rate
from tests.marketplace.series.test_pages import client_of, text
from tests.marketplace.warranty.factories import redo_of
from tests.members.factories import actor_for, make_user, put_on_duty

pytestmark = pytest.mark.django_db


@pytest.mark.req("AFT-06")
def test_a_redo_inside_the_warranty_is_a_free_linked_order_of_the_ordinary_machine():
    """On the pages: the offer names the warranty, the finished order leads to the form, the free order is there at once; the rating of the first stays."""
    order = finished(make_offer(workers=2))
    rating = rate(order)
    me = client_of(order.customer)
    assert WarrantyRule.objects.get(service_type=order.service_type).days == 2
    assert "保修 2 天" in text(me, reverse("listings:detail", args=[order.listing_id]))
    page = reverse("warranty:ask", args=[order.number])
    assert page in text(me, reverse("bookings:order", args=[order.number])) and "约返工" in text(me, page)
    start = services.free_starts(order, now=clock.now())[-1].isoformat()
    assert me.post(page, {"reason": "窗槽里还是黑的。", "start": start}).status_code == 400, "a photo is needed"
    said = {"reason": "窗槽里还是黑的。", "start": start, "photos": [picture(), picture("two.png")], "idempotency_key": "redo-once"}
    answer = me.post(page, said)
    row = Redo.objects.get()
    again = row.booking
    assert answer.url == reverse("bookings:order", args=[again.number]) and row.first_id == order.pk and len(row.photos) == 2
    line = again.quotes.get(state="accepted").lines.get()
    assert (again.state, again.total_fen, line.fen, line.label) == ("assigned", 0, 0, "保修返工，不收钱")
    first, second = (Assignment.objects.exclude(status="released").get(visit__booking=one).worker_id for one in (order, again))
    assert first == second, "whoever came the first time"
    assert "免费返工" in text(me, answer.url) and "已经约了返工" in text(me, reverse("bookings:order", args=[order.number]))
    drain_all()
    assert Notice.objects.filter(user=order.enterprise.applicant, title__startswith="保修返工").exists()
    Booking.objects.filter(pk=again.pk).update(state="done", until=clock.now() - timedelta(minutes=1))
    me.post(reverse("bookings:act", args=[again.number, "confirm"]))
    again.refresh_from_db()
    assert again.state == "confirmed" and not again.dues.exists() and Rating.objects.get(booking=order).pk == rating.pk
    assert queries.until_of(again) is None, "what was done for nothing has no warranty of its own"


def test_outside_the_period_it_is_refused_with_the_day_on_which_it_ended():
    order = finished(ended=clock.now() - timedelta(days=2, hours=1))
    me = client_of(order.customer)
    page = reverse("warranty:ask", args=[order.number])
    assert "已经过了，不能免费返工" in text(me, page)
    me.post(page, {"reason": "窗槽里还是黑的。", "start": (clock.now() + timedelta(days=1)).isoformat(), "photos": [picture()]})
    assert not Redo.objects.exists()
    assert page not in text(me, reverse("bookings:order", args=[order.number]))
    for other in (finished(make_offer(service_type=service("cooking"))), Booking.objects.with_names().get(pk=order.pk)):
        with pytest.raises(OutOfWarranty):
            services.ask_redo(other, start=clock.now(), reason="没做好", photos=[picture()], actor=actor_for(other.customer), now=clock.now())


def test_one_open_redo_at_a_time_and_another_worker_when_the_first_is_taken():
    order = finished(make_offer(workers=2))
    row = redo_of(order)
    with pytest.raises(RedoOpen):
        redo_of(order, start=row.booking.starts_at + timedelta(days=1))
    Booking.objects.filter(pk=row.booking_id).update(state="confirmed", ended_at=clock.now())
    second = redo_of(order, start=row.booking.starts_at)
    workers = [Assignment.objects.exclude(status="released").get(visit__booking=one.booking).worker_id for one in (row, second)]
    assert workers[0] != workers[1]
    with pytest.raises(Invalid):
        services.object_to_redo(second, actor=actor_for(order.enterprise.applicant), now=clock.now(), note="")


def test_the_provider_objects_and_the_centre_decides_in_its_follow_ups():
    order = finished()
    row = redo_of(order)
    firm = client_of(order.enterprise.applicant)
    assert "窗槽里还是黑的" in text(firm, reverse("bookings:provider-order", args=[row.booking.number]))
    assert firm.get(reverse("warranty:photo", args=[row.booking.number, 1])).status_code == 200
    firm.post(reverse("warranty:object", args=[row.booking.number]), {"note": "那天家里验收过，照片里看得到。"})
    drain_all()
    row.refresh_from_db()
    asked = FollowUp.objects.get(booking=order)
    assert row.state == "objected" and asked.state == "open" and not asked.is_overdue(asked.due_on)
    assert Notice.objects.filter(user=order.customer, title__startswith="服务方对返工有异议").exists()
    with pytest.raises(Forbidden):
        services.refuse_redo(row, actor=actor_for(order.enterprise.applicant), now=clock.now(), note="不返工。")
    staff = client_of(put_on_duty(make_user(), "quality"))
    assert "验收过" in text(staff, reverse("dispatch_followup", args=[asked.pk]))
    staff.post(reverse("marketplace_redo_decide", args=[row.booking.number, "refuse"]), {"note": "照片是后来弄脏的。"})
    row.refresh_from_db()
    assert row.state == "refused" and row.booking.__class__.objects.get(pk=row.booking_id).state == "cancelled"
    assert not row.booking.dues.exists() and not Assignment.objects.filter(visit__booking=row.booking, status="fixed").exists()
    page = text(staff, reverse("marketplace_redo_rates"))
    assert order.provider_name in page and "0.00%" in page
    redo_of(finished(make_offer(enterprise=order.enterprise)))
    (rate_of,) = queries.rates(clock.now() - timedelta(days=1), clock.now() + timedelta(days=1))
    assert (rate_of.finished, rate_of.redone, rate_of.refused, rate_of.share) == (2, 1, 1, 5000)
