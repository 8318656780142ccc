"""The waiting list: who waits is offered what comes free, in turn, for a while, and nothing twice (X-BK-09)."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.access import system_actor
from core.outbox.testing import drain_all
from core.schedule import load
from marketplace.bookings import services
from marketplace.bookings.errors import AlreadyInLine, TooManyLines
from marketplace.bookings.models import Assignment, Booking, Waiting, WaitingOffer
from marketplace.bookings.parameters import WAITING_MOST
from marketplace.listings.models import Listing
from marketplace.workers.models import CalendarException
from members.models import User
from notifications.models import Notice, SmsMessage
from tests.marketplace.bookings.factories import make_offer, make_order, make_waiting, service, tomorrow, wish
from tests.marketplace.factories import make_enterprise
from tests.members.factories import actor_for, make_staff, make_user

pytestmark = pytest.mark.django_db
DETAILS = {"address": "望京西园四区 12 号楼 3 单元 501", "name": "陈女士", "phone": "13800000102", "needs": ""}
TWO_HOURS = 120


def one_slot_a_day(**fields) -> Listing:
    """Somebody who works from nine to a quarter past eleven: one visit of two hours a day."""
    return make_offer(workers=1, hours=tuple((day, 9 * 60, 11 * 60) for day in range(7)), **fields)


def full_day(offer: Listing, *, days: int = 2) -> Booking:
    """Somebody else has the one time of that day."""
    return make_order(offer, start=tomorrow(9, days=days))


def page_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def give_up(order: Booking) -> None:
    services.cancel(Booking.objects.get(pk=order.pk), actor=actor_for(order.customer), now=clock.now(), fee_fen=0)
    drain_all()


def only(days: int) -> tuple[int, int]:
    return (days, days)


def test_a_cancelled_time_is_offered_in_turn_and_taken_on_the_pages():
    offer = one_slot_a_day()
    order = full_day(offer)
    first, second = make_user(name="陈女士"), make_user(name="周先生")
    page = page_of(first)
    day = tomorrow(days=2).date()
    week = page.get(f"{reverse('bookings:times', args=[offer.pk])}?minutes=120&from={day}").content.decode()
    assert reverse("bookings:join", args=[offer.pk]) in week
    asked = {**DETAILS, "first_day": str(day), "last_day": str(day), "from_minute": "480", "to_minute": "1080"}
    assert page.post(f"{reverse('bookings:join', args=[offer.pk])}?minutes=120", asked).url == reverse("bookings:waiting")
    make_waiting(offer, customer=second, days=only(2))
    assert "你排在最前面" in page.get(reverse("bookings:waiting")).content.decode()
    assert "前面还有 1 家" in page_of(second).get(reverse("bookings:waiting")).content.decode()
    owner = page_of(offer.enterprise.applicant)
    assert "2 家在排队" in owner.get(reverse("bookings:provider-orders")).content.decode()
    demand = owner.get(reverse("bookings:provider-waiting")).content.decode()
    assert offer.title in demand and "陈女士" not in demand
    assert offer.service_type.name in page_of(make_staff("dispatcher")).get(reverse("marketplace_waiting")).content.decode()

    give_up(order)
    kept = WaitingOffer.objects.get()
    assert kept.waiting.customer == first and kept.starts_at == order.starts_at
    notice = Notice.objects.get(user=first, title__startswith="轮到你了")
    assert notice.url == kept.booking.get_absolute_url() and SmsMessage.objects.filter(template="waiting_offer").count() == 1
    price = page.get(notice.url).content.decode()
    assert "排队轮到你了" in price
    total = re.search(r'name="total_fen" value="(\d+)"', price).group(1)
    page.post(reverse("bookings:act", args=[kept.booking.number, "book"]), {"total_fen": total})
    drain_all()
    kept.refresh_from_db()
    assert (kept.end, kept.waiting.state, Booking.objects.get(pk=kept.booking_id).state) == ("booked", "booked", "assigned")
    assert Waiting.objects.get(customer=second).state == "waiting"


@pytest.mark.req("X-BK-09")
def test_who_does_not_answer_loses_it_to_the_next_and_is_not_offered_it_again():
    offer = one_slot_a_day()
    order = full_day(offer)
    first, second = (make_waiting(offer, days=only(2)) for _ in range(2))
    give_up(order)
    assert WaitingOffer.objects.get().waiting == first
    end, wait = load()["bookings.end"], load()["bookings.waiting"]
    wait.run()
    assert WaitingOffer.objects.count() == 1, "nobody else is offered a time that is kept"
    with time_machine.travel(clock.now() + timedelta(minutes=31), tick=False):
        end.run()
        drain_all()
        first.refresh_from_db()
        assert first.state == "waiting" and WaitingOffer.objects.filter(end="lapsed").count() == 1
        assert WaitingOffer.objects.get(ended_at=None).waiting == second
        kept = WaitingOffer.objects.get(ended_at=None).booking
        services.cancel(kept, actor=actor_for(second.customer), now=clock.now(), fee_fen=0)
        drain_all()
        wait.run()
    assert WaitingOffer.objects.count() == 2 and not WaitingOffer.objects.filter(ended_at=None).exists(), "the same is offered to nobody twice"
    assert Assignment.objects.exclude(status="released").count() == 0


def test_new_hours_are_offered_too_and_never_what_does_not_suit():
    offer = one_slot_a_day()
    full_day(offer)
    row = make_waiting(offer, days=only(2))
    early = make_waiting(offer, days=only(2))
    Waiting.objects.filter(pk=early.pk).update(from_minute=6 * 60, to_minute=8 * 60)
    worker = offer.enterprise.workers.get()
    at = (tomorrow(14), tomorrow(17))
    CalendarException.objects.create(worker=worker, period=at, free=True)
    load()["bookings.waiting"].run()
    found = WaitingOffer.objects.get()
    assert found.waiting == row and timezone.localtime(found.starts_at).hour == 14


def test_any_provider_is_asked_where_one_says_so():
    full, other = one_slot_a_day(), one_slot_a_day(title="日常保洁，另一家")
    full_day(full)
    full_day(other)
    strict, open_minded = make_waiting(full, days=only(2)), make_waiting(full, days=only(2), anybody=True)
    give_up(Booking.objects.get(listing=other))
    found = WaitingOffer.objects.get()
    assert found.waiting == open_minded and found.listing == other
    assert Waiting.objects.get(pk=strict.pk).state == "waiting"


def test_a_crew_is_waited_for_and_kept_whole():
    offer = make_offer(workers=2, hours=tuple((day, 9 * 60, 11 * 60) for day in range(7)), rule={"hands": 2, "most_hands": 2})
    order = full_day(offer)
    make_waiting(offer, days=only(2))
    give_up(order)
    kept = WaitingOffer.objects.get().booking
    assert Assignment.objects.filter(visit__booking=kept, status="held").count() == 2


def test_an_offer_does_not_take_away_the_time_that_a_family_is_looking_at():
    offer, elsewhere = one_slot_a_day(), make_offer(workers=1)
    order = full_day(offer)
    row = make_waiting(offer, days=only(2))
    looking = services.hold(elsewhere, wish(), actor=actor_for(row.customer), now=clock.now())
    give_up(order)
    assert Booking.objects.get(pk=looking.pk).state == "held" and WaitingOffer.objects.get().waiting == row


def test_leaving_and_the_last_day_end_it():
    offer = one_slot_a_day()
    order = full_day(offer)
    gone, late = make_waiting(offer, days=only(2)), make_waiting(offer, days=only(2))
    page_of(gone.customer).post(reverse("bookings:leave", args=[gone.pk]))
    assert page_of(gone.customer).post(reverse("bookings:leave", args=[late.pk])).status_code == 404
    with time_machine.travel(clock.now() + timedelta(days=4), tick=False):
        load()["bookings.waiting"].run()
        drain_all()
        assert [Waiting.objects.get(pk=row.pk).state for row in (gone, late)] == ["left", "over"]
        assert Notice.objects.filter(user=late.customer, title__startswith="没等到").exists()
    assert Booking.objects.get(pk=order.pk).state == "assigned" and not WaitingOffer.objects.exists()


def test_one_place_in_a_line_and_not_too_many_lines():
    person = make_user()
    firm = make_enterprise()
    rows = [make_waiting(one_slot_a_day(enterprise=firm), customer=person) for _ in range(WAITING_MOST.at(clock.now()) - 1)]
    with pytest.raises(AlreadyInLine):
        make_waiting(rows[0].listing, customer=person)
    make_waiting(one_slot_a_day(), customer=person, anybody=True)
    with pytest.raises(TooManyLines):
        make_waiting(one_slot_a_day(), customer=person)


def test_the_line_over_the_api():
    offer, person = one_slot_a_day(), make_user()
    full_day(offer)
    client = page_of(person)
    day = str(tomorrow().date())
    said = {"listing": offer.pk, "first_day": day, "last_day": day, "from_time": "08:00", "to_time": "18:00", "minutes": TWO_HOURS, "district": "110105"}
    made = client.post(reverse("api-waiting"), {**said, **DETAILS}, content_type="application/json")
    assert made.status_code == 201 and made.json()["ahead"] == 0 and made.json()["actions"] == ["leave"]
    again = client.post(reverse("api-waiting"), {**said, **DETAILS}, content_type="application/json")
    assert again.status_code == 409 and again.json()["code"] == "already_in_line"
    assert [one["id"] for one in client.get(reverse("api-waiting")).json()["items"]] == [made.json()["id"]]
    left = client.post(reverse("api-waiting-leave", args=[made.json()["id"]]))
    assert left.json()["state"] == "left"


@pytest.mark.parametrize("many", [2, 6])
def test_the_list_asks_no_more_for_more_rows(django_assert_max_num_queries, many):
    person, actor = make_user(), None
    for place in range(many):
        offer = one_slot_a_day(service_type=service(), title=f"保洁 {place}")
        row = make_waiting(offer, customer=person) if place < WAITING_MOST.at(clock.now()) else None
        actor = actor_for(person) if row else actor
    client = page_of(person)
    client.get(reverse("bookings:waiting"))
    with django_assert_max_num_queries(17):
        client.get(reverse("bookings:waiting"))
    assert services.end_due(actor=system_actor(), now=clock.now()) == 0
