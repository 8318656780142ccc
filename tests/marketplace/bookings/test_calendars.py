"""Orders in one's calendar: the secret address, what stands in it, and what does not (X-BK-12)."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core import clock
from marketplace.bookings import services
from marketplace.bookings.ics import utc
from marketplace.bookings.models import Booking, CalendarFeed
from marketplace.bookings.queries import own
from members.models import User
from tests.marketplace.bookings.factories import customer_of, make_offer, make_order, owner_of, put_at, tomorrow, worker_of
from tests.members.factories import actor_for, make_user

pytestmark = pytest.mark.django_db


def client_of(actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def address_of(actor) -> str:
    return reverse("bookings:feed", args=[services.open_feed(actor=actor, now=clock.now()).token])


def read(path: str) -> str:
    """As a calendar program does: without an account."""
    answer = Client().get(path)
    assert answer.status_code == 200 and answer["Content-Type"] == "text/calendar; charset=utf-8"
    return answer.content.decode().replace("\r\n ", "")


def value(text: str, name: str) -> str:
    return re.search(rf"^{name}:(.*?)\r$", text, re.M).group(1)


def test_a_person_makes_replaces_and_ends_the_address():
    person = make_user()
    client, page = client_of(actor_for(person)), reverse("bookings:calendar")
    assert "做一个日历地址" in client.get(page).content.decode()
    client.post(page, {"do": "new"})
    first = reverse("bookings:feed", args=[CalendarFeed.objects.get().token])
    assert f"http://testserver{first}" in client.get(page).content.decode()
    assert Client().get(first).status_code == 200
    client.post(page, {"do": "new"})
    second = reverse("bookings:feed", args=[CalendarFeed.objects.get().token])
    assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)
    client.post(page, {"do": "stop"})
    assert Client().get(second).status_code == 404 and not CalendarFeed.objects.exists()


def test_the_address_is_not_in_the_table():
    feed = services.open_feed(actor=actor_for(make_user()), now=clock.now())
    assert feed.token not in str(CalendarFeed.objects.values_list("token_index").get()) and len(feed.token) >= 40


def test_somebody_suspended_has_no_calendar():
    person = make_user()
    path = address_of(actor_for(person))
    User.objects.filter(pk=person.pk).update(suspended_at=clock.now())
    assert Client().get(path).status_code == 404


def test_the_family_has_its_orders_and_nobody_elses():
    order = make_order()
    make_order()
    text = read(address_of(customer_of(order)))
    assert text.count("BEGIN:VEVENT") == 1
    assert (value(text, "UID"), value(text, "STATUS")) == (f"{order.number}@orders", "CONFIRMED")
    assert value(text, "DTSTART") == utc(order.starts_at) and value(text, "DTEND") == utc(order.starts_at + timedelta(minutes=120))
    assert value(text, "URL") == f"http://testserver/my/orders/{order.number}/"


@pytest.mark.req("X-BK-12")
def test_moving_raises_the_sequence_in_both_calendars_and_cancelling_says_so():
    order = make_order()
    path, works = address_of(customer_of(order)), address_of(worker_of(order))
    for actor, page in ((customer_of(order), "order"), (worker_of(order), "visit")):
        assert "加到日历" in client_of(actor).get(reverse(f"bookings:{page}", args=[order.number])).content.decode()
    seen, theirs = [int(value(read(path), "SEQUENCE"))], [int(value(read(works), "SEQUENCE"))]
    start = value(read(path), "DTSTART")
    services.move_booking(order, actor=customer_of(order), now=clock.now(), start=tomorrow(14, days=3), fee_fen=0)
    moved = read(path)
    seen.append(int(value(moved, "SEQUENCE")))
    theirs.append(int(value(read(works), "SEQUENCE")))
    assert value(read(works), "DTSTART") == value(moved, "DTSTART")
    assert value(moved, "DTSTART") != start and value(moved, "STATUS") == "CONFIRMED"
    services.cancel(Booking.objects.with_names().get(pk=order.pk), actor=customer_of(order), now=clock.now(), fee_fen=0)
    gone = read(path)
    seen.append(int(value(gone, "SEQUENCE")))
    theirs.append(int(value(read(works), "SEQUENCE")))
    assert value(gone, "STATUS") == value(read(works), "STATUS") == "CANCELLED"
    assert seen == sorted(set(seen)) and theirs == sorted(set(theirs))


def test_a_request_is_tentative_until_the_provider_answers():
    order = make_order(make_offer(rule={"instant": False}))
    path = address_of(customer_of(order))
    assert value(read(path), "STATUS") == "TENTATIVE"
    with time_machine.travel(order.until + timedelta(seconds=1), tick=False):
        assert value(read(path), "STATUS") == "CANCELLED"


def test_the_worker_reads_the_door_only_when_it_may_be_seen():
    order = make_order()
    path = address_of(worker_of(order))
    text = read(path)
    assert value(text, "LOCATION") == order.district.name and "望京西园" not in text
    order = put_at(order, clock.now().replace(second=0, microsecond=0) + timedelta(hours=1))
    assert "望京西园四区" in value(read(path), "LOCATION")
    assert value(read(path), "URL") == f"http://testserver/worker/visits/{order.number}/"


def test_no_calendar_has_a_number_the_name_or_the_code():
    order = put_at(make_order(), clock.now().replace(second=0, microsecond=0) + timedelta(hours=1))
    known = [order.phone, order.customer.phone, order.contact_name, "签到码"]
    for actor in (customer_of(order), worker_of(order)):
        text = read(address_of(actor))
        assert not [secret for secret in known if secret in text]


def test_a_cancelled_visit_leaves_the_workers_calendar_with_nothing_in_it():
    order = make_order()
    path = address_of(worker_of(order))
    before = int(value(read(path), "SEQUENCE"))
    services.cancel(Booking.objects.with_names().get(pk=order.pk), actor=customer_of(order), now=clock.now(), fee_fen=0)
    text = read(path)
    assert value(text, "STATUS") == "CANCELLED" and int(value(text, "SEQUENCE")) > before
    assert order.title not in text and "LOCATION" not in text and "URL" not in text


def test_somebody_else_is_sent_and_both_calendars_say_so():
    order = make_order(make_offer(workers=2))
    first = worker_of(order)
    path = address_of(first)
    present = own.visible(order.number, actor=first).planned[0].coming[0].worker_id
    other = next(number for number in services.free_workers(order, now=clock.now()) if number != present)
    services.reassign(order, actor=owner_of(order), now=clock.now(), worker_id=other)
    assert value(read(path), "STATUS") == "CANCELLED"
    second = worker_of(Booking.objects.with_names().get(pk=order.pk))
    assert second.user_id != first.user_id and value(read(address_of(second)), "STATUS") == "CONFIRMED"


def test_add_to_calendar_on_the_page_of_an_order_and_of_a_visit():
    order = make_order()
    for actor, page, file in ((customer_of(order), "order", "order-calendar"), (worker_of(order), "visit", "visit-calendar")):
        client, link = client_of(actor), reverse(f"bookings:{file}", args=[order.number])
        text = client.get(reverse(f"bookings:{page}", args=[order.number])).content.decode()
        assert "加到日历" in text and f'href="{link}"' in text
        answer = client.get(link)
        assert answer["Content-Disposition"] == f'attachment; filename="{order.number}.ics"'
        assert f"UID:{order.number}@orders" in answer.content.decode() and "望京西园" not in answer.content.decode()
    assert client_of(actor_for(make_user())).get(reverse("bookings:order-calendar", args=[order.number])).status_code == 404


def test_a_long_calendar_costs_the_same_few_queries(django_assert_max_num_queries):
    person, offer = make_user(), make_offer(workers=3)
    for days in (2, 3, 4, 5):
        make_order(offer, customer=person, start=tomorrow(days=days))
    path = address_of(actor_for(person))
    with django_assert_max_num_queries(14):
        assert read(path).count("BEGIN:VEVENT") == 4
