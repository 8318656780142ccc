"""All channels in one queue and counted (BKG-04); day and night (BKG-18); free of charge (BKG-24)."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import clock
from marketplace.bookings import services as bookings
from marketplace.bookings.models import Booking, Due, Quote
from marketplace.listings.models import Listing
from tests.dispatch.intake.test_desk_of_calls import act, answered, asked, at_desk, rung
from tests.dispatch.intake.texts import text
from tests.marketplace.bookings.factories import code_of, make_offer, make_order, put_at, tomorrow, worker_of
from tests.members.factories import actor_for, fresh_phone, make_staff, make_user

pytestmark = pytest.mark.django_db
DEMAND = {
    "side": "request",
    "category": "cleaning-home",
    "title": "找人周六上午打扫两小时",
    "description": "两居室，地面和厨房。",
    "district": "110105",
    "place": "望京西园附近",
    "unit": "元/小时",
    "budget_min_yuan": "50.00",
    "budget_max_yuan": "80.00",
    "wanted_from": str(timezone.localdate(clock.now())),
    "wanted_time": "周六上午",
    "tags": [],
}
ALWAYS = tuple((day, 0, 1440) for day in range(7))


def by_phone(hour: int = 10) -> Booking:
    """An order that a call came to."""
    _, client = at_desk()
    url = answered(client, rung(fresh_phone()))
    page = client.get(url, asked(tomorrow(hour))).content.decode()
    option = re.search(r'value="(\d+ [^"]+)" required checked', page)[1]
    act(client, url, "hold", **asked(tomorrow(hour)), option=option, name="陈女士")
    held = Booking.objects.latest("pk")
    act(client, url, "accept", total_fen=str(held.quotes.get().total_fen))
    return Booking.objects.get(pk=held.pk)


def by_sms(hour: int = 10) -> Booking:
    """An order that an SMS came to."""
    phone = fresh_phone()
    text(phone, " ".join(asked(tomorrow(hour)).values()))
    text(phone, "确认")
    return Booking.objects.latest("pk")


@pytest.mark.req("BKG-04")
def test_three_channels_one_queue_and_how_many_by_each():
    place = make_offer(workers=6)
    orders = [make_order(place), by_phone(), by_sms(), by_sms(12)]
    assert [row.channel for row in orders] == ["web", "phone", "sms", "sms"] and {row.state for row in orders} == {"assigned"}
    Booking.objects.filter(pk=orders[0].pk).update(placed_at=clock.now() - timedelta(days=1))
    client = Client()
    client.force_login(make_staff("dispatcher"))
    page = client.get(reverse("dispatch_queue")).content.decode()
    assert all(row.number in page for row in orders)
    only = client.get(reverse("dispatch_queue"), {"channel": "sms"}).content.decode()
    assert [row.number in only for row in orders] == [False, False, True, True]
    today = str(timezone.localdate(clock.now()))
    one_day = client.get(reverse("dispatch_queue"), {"day": today}).content.decode()
    assert [row.number in one_day for row in orders] == [False, True, True, True]
    counts = [re.findall(r'data-channel="(\w+)">(?:<a [^>]*>)?(\d+)', line) for line in re.findall(r"<tr><th scope=\"row\">.*?</tr>", page)]
    assert dict(counts[0]) == {"web": "0", "api": "0", "phone": "1", "sms": "2", "desk": "0"}
    assert dict(counts[1])["web"] == "1" and dict(counts[2])["sms"] == "0"


def test_the_queue_asks_no_more_for_more_orders():
    place = make_offer(workers=6)
    client = Client()
    client.force_login(make_staff("dispatcher"))
    client.get(reverse("dispatch_queue"))
    make_order(place)
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("dispatch_queue"))
    for _ in range(4):
        make_order(place)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("dispatch_queue"))
    assert len(many) == len(few)


@pytest.mark.req("BKG-18")
def test_in_the_middle_of_the_night_and_for_the_night():
    make_offer(workers=3, rule={"night_share": 2000, "holiday_share": 0}, hours=ALWAYS)
    with time_machine.travel(tomorrow(3, days=1)):
        phoned, texted = by_phone(21), by_sms(22)
        assert {phoned.state, texted.state} == {"assigned"}
        assert phoned.total_fen == texted.total_fen == 14400
        web = make_order(Booking.objects.latest("pk").listing, start=tomorrow(20))
        day = by_sms(10)
        assert (web.total_fen, day.total_fen) == (14400, 12000)
        assert web.quotes.get().lines.filter(kind="night").get().fen == 2400


@pytest.mark.req("BKG-24")
def test_being_matched_costs_nothing():
    """A citizen posts what he wants on the site or by SMS, and somebody comes: he owes the price of who did the work, nobody else is paid anything."""
    place = make_offer()
    citizen, firm = Client(), Client()
    citizen.force_login(make_user())
    firm.force_login(place.enterprise.applicant)
    posted = citizen.post("/api/v1/listings/", DEMAND, content_type="application/json")
    assert posted.status_code == 201, posted.content
    Listing.objects.filter(side="request").update(state="published", published_at=clock.now(), expires_at=clock.now() + timedelta(days=30))
    number = Listing.objects.get(side="request").pk
    assert firm.post(f"/api/v1/listings/{number}/enquiries/", {"text": "我们周六上午有空，做过这个小区。"}, content_type="application/json").status_code == 201
    assert not {"fee", "fee_yuan", "commission"} & set(posted.json()) and not Quote.objects.exists() and not Due.objects.exists()
    order = by_sms()
    quote = order.quotes.get()
    assert [(line.kind, line.fen) for line in quote.lines.all()] == [("base", 12000)] and quote.total_fen == order.listing.price_fen * 2
    order = put_at(order, clock.now().replace(second=0, microsecond=0) + timedelta(minutes=20))
    worker, now = worker_of(order), clock.now()
    bookings.arrive(order, actor=worker, now=now + timedelta(minutes=20), code=code_of(order))
    bookings.finish(order, actor=worker, now=now + timedelta(minutes=140))
    member = make_user()
    Booking.objects.filter(pk=order.pk).update(customer=member)
    bookings.confirm(Booking.objects.get(pk=order.pk), actor=actor_for(member), now=now + timedelta(minutes=150))
    assert [(due.kind, due.payer, due.payee, due.fen) for due in Due.objects.all()] == [("service", "customer", "provider", 12000)]
