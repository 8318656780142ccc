"""What orders let go of is the line's until it has been asked; nobody in line, and it is everybody's at once (X-BK-09)."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.outbox.testing import drain_all
from core.schedule import load
from marketplace.bookings import services
from marketplace.bookings.errors import SlotTaken
from marketplace.bookings.models import Assignment, Booking, KeptForLine, Waiting, WaitingOffer
from marketplace.listings.models import Listing
from tests.marketplace.bookings.factories import customer_of, make_hold, make_offer, make_order, make_waiting, make_worker, owner_of, tomorrow, wish
from tests.marketplace.bookings.test_waiting import full_day, one_slot_a_day, only
from tests.members.factories import actor_for, make_user

pytestmark = pytest.mark.django_db


def shown(offer: Listing, start: datetime) -> bool:
    """Whether a visitor sees this start among the times of an offer."""
    asked = {"district": "110105", "lat": "39.99", "lng": "116.47", "minutes": 120, "first_day": f"{timezone.localdate(start)}", "days": 1}
    items = Client().get(reverse("api-listing-slots", args=[offer.pk]), asked).json()["items"]
    return start.isoformat() in [item["start"] for item in items]


def can_hold(offer: Listing, start: datetime) -> bool:
    try:
        make_hold(offer, start=start)
    except SlotTaken:
        return False
    return True


def cancelled(order: Booking) -> None:
    services.cancel(order, actor=customer_of(order), now=clock.now(), fee_fen=0)


def refused(order: Booking) -> None:
    services.refuse(order, actor=owner_of(order), now=clock.now(), note="那天师傅都出去了")


def withdrawn(order: Booking) -> None:
    now = clock.now()
    services.withdraw(order, actor=owner_of(order), now=now, note="师傅临时有事", fee_fen=services.withdrawal_fee(order, now=now).fen)


def moved(order: Booking) -> None:
    services.move_booking(order, actor=customer_of(order), now=clock.now(), start=order.starts_at + timedelta(days=3), fee_fen=0)


def looked_elsewhere(order: Booking) -> None:
    make_hold(order.listing, customer=order.customer, start=order.starts_at + timedelta(days=3))


def sent_another(order: Booking) -> None:
    services.reassign(order, actor=owner_of(order), now=clock.now(), worker_id=another(order))


def taken_with_another(order: Booking) -> None:
    services.accept(order, actor=owner_of(order), now=clock.now(), worker_id=another(order))


def another(order: Booking) -> int:
    """Somebody else of the enterprise, of whom nobody shows times: he does what he is sent to."""
    goes = Assignment.objects.get(visit__booking=order).worker
    return make_worker(enterprise=order.enterprise, hours=((timezone.localtime(order.starts_at).weekday(), 9 * 60, 11 * 60),), called=f"替{goes.called}").pk


@pytest.mark.parametrize(
    ("lets_go", "instant"),
    [(cancelled, True), (refused, False), (withdrawn, True), (moved, True), (sent_another, True), (taken_with_another, False)],
)
def test_what_an_order_lets_go_of_is_the_lines_first(lets_go, instant):
    offer = one_slot_a_day(rule={"instant": instant})
    start = tomorrow(9)
    order = full_day(offer)
    row = make_waiting(offer, days=only(2))
    lets_go(Booking.objects.with_names().get(pk=order.pk))
    assert not shown(offer, start) and not can_hold(offer, start), "nobody comes between"
    drain_all()
    found = WaitingOffer.objects.get()
    assert (found.waiting, found.starts_at) == (row, start)
    assert not KeptForLine.objects.exists() and not can_hold(offer, start)


def test_a_hold_that_is_given_up_for_another_time_is_the_lines_first():
    offer = one_slot_a_day()
    start, family = tomorrow(9), make_user()
    held = make_hold(offer, customer=family, start=start)
    row = make_waiting(offer, days=only(2))
    looked_elsewhere(held)
    assert Booking.objects.get(pk=held.pk).state == "expired"
    assert not shown(offer, start) and not can_hold(offer, start), "nobody comes between"
    drain_all()
    found = WaitingOffer.objects.get()
    assert (found.waiting, found.starts_at) == (row, start) and not KeptForLine.objects.exists()
    assert Booking.objects.get(customer=family, state="held").starts_at == start + timedelta(days=3)


def test_who_shifts_his_own_hold_by_half_an_hour_is_not_in_his_own_way():
    offer, family = make_offer(), make_user()
    make_hold(offer, customer=family, start=tomorrow(10))
    make_waiting(offer, days=only(2))
    second = make_hold(offer, customer=family, start=tomorrow(10, 30))
    kept = KeptForLine.objects.select_related("assignment").get().assignment
    assert second.state == "held" and (kept.period.lower, kept.period.upper) == (tomorrow(10), tomorrow(10, 30))


def test_what_is_kept_of_others_stays_kept_when_only_some_lines_are_asked():
    offer, other = one_slot_a_day(), one_slot_a_day()
    for one in (offer, other):
        order = full_day(one)
        Waiting.objects.filter(pk=make_waiting(one, days=only(2)).pk).update(minutes=180)
        cancelled(order)
    services.offer_due(now=clock.now(), lines=[offer.service_type_id or 0], freed=offer.enterprise.workers.values_list("pk", flat=True))
    assert shown(offer, tomorrow(9)) and not shown(other, tomorrow(9))


def test_what_nobody_in_line_can_use_is_everybodys_when_the_line_was_asked():
    offer = one_slot_a_day()
    start = tomorrow(9)
    order = full_day(offer)
    row = make_waiting(offer, days=only(2))
    # He would wait for the day, but not for the three hours that it takes him.
    Waiting.objects.filter(pk=row.pk).update(minutes=180)
    cancelled(order)
    assert not shown(offer, start)
    drain_all()
    assert not WaitingOffer.objects.exists() and shown(offer, start) and can_hold(offer, start)


def test_without_a_line_it_is_everybodys_at_once_and_without_a_question_it_ends_by_the_clock():
    offer = one_slot_a_day()
    start = tomorrow(9)
    order = full_day(offer)
    make_waiting(offer, days=only(3))
    cancelled(order)
    assert can_hold(offer, start), "who waits for another day keeps nothing back"
    order = full_day(offer, days=3)
    cancelled(order)
    assert not can_hold(offer, tomorrow(9, days=3))
    with time_machine.travel(clock.now() + timedelta(minutes=5), tick=False):
        assert can_hold(offer, tomorrow(9, days=3)), "when nothing asks the line, nothing is kept for ever"


def test_a_hold_that_runs_out_goes_to_the_line_before_anybody_books_it():
    offer = one_slot_a_day()
    start = tomorrow(9)
    held = make_hold(offer, start=start)
    row = make_waiting(offer, days=only(2))
    end = load()["bookings.end"]
    with time_machine.travel(held.until - timedelta(seconds=40), tick=False):
        end.run()
    with time_machine.travel(held.until + timedelta(seconds=1), tick=False):
        assert Booking.objects.get(pk=held.pk).is_over(clock.now())
        assert not shown(offer, start) and not can_hold(offer, start)
        end.run()
        assert not can_hold(offer, start)
        drain_all()
        assert WaitingOffer.objects.get().waiting == row


def test_what_the_line_leaves_over_stays_the_lines_until_all_were_asked():
    offer = make_offer(hours=tuple((day, 9 * 60, 14 * 60) for day in range(7)))
    order = make_order(offer, start=tomorrow(9), minutes=300)
    rows = [make_waiting(offer, days=only(2)) for _ in range(2)]
    cancelled(order)
    drain_all()
    assert list(WaitingOffer.objects.order_by("pk").values_list("waiting", flat=True)) == [row.pk for row in rows]
    assert Assignment.objects.filter(status="held", visit=None).count() == 0 == KeptForLine.objects.count()


def test_moving_half_an_hour_on_keeps_only_what_is_left_over():
    offer = make_offer()
    order = make_order(offer, start=tomorrow(10))
    make_waiting(offer, days=only(2))
    services.move_booking(Booking.objects.with_names().get(pk=order.pk), actor=customer_of(order), now=clock.now(), start=tomorrow(10, 30), fee_fen=0)
    kept = KeptForLine.objects.select_related("assignment").get().assignment
    assert (kept.period.lower, kept.period.upper) == (tomorrow(10), tomorrow(10, 30))
    held = services.hold(offer, wish(start=tomorrow(13)), actor=actor_for(make_user()), now=clock.now())
    assert held.state == "held", "the rest of the day is anybody's"
