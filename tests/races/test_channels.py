"""B1 with every channel in one race: page, API, telephone, SMS, a move and the dispatcher's board want the same hours of the same people.

Each channel is driven as its own user drives it, through the whole site. What was answered must be what is kept: as many as there are
hours, no two at once, and every yes in the database.
"""

import os
import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import quote

import orjson
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.access import system_actor
from dispatch.intake import services
from dispatch.intake.models import Call
from marketplace.bookings import services as bookings
from marketplace.bookings.errors import SlotTaken
from marketplace.bookings.models import Assignment, Booking
from marketplace.bookings.services import customer_with
from marketplace.listings.models import Listing
from marketplace.workers.models import Worker
from members.models import User
from notifications.gateways.inbound import signature
from notifications.models import InboundSms
from tests.marketplace.bookings.factories import make_offer, make_order, quote_total, tomorrow, wish
from tests.members.factories import actor_for, make_staff, make_user
from tests.races.harness import must_show, race
from tests.races.test_bookings import NO_LOCK, SLOWLY, as_owner, overlapping

NIGHTLY = bool(os.environ.get("NIGHTLY"))
# Hours that a visit of two hours fits between, however far the next home is; one worker is full from the start, his orders may be given to others.
STARTS = (8, 12, 16)
HOURS = tuple((day, 8 * 60, 18 * 60) for day in range(7))
FEW = (6, 12, 6)
WORKERS, CONTENDERS, TRIES = (17, 64, 200) if NIGHTLY else FEW
PLACE = {"district": "110105", "address": "望京西园四区 12 号楼 501", "name": "陈女士", "phone": "13800000102"}


class Said(NamedTuple):
    """What a channel answered to one try."""

    status: int
    order: str = ""


def starts(number: int) -> list[datetime]:
    """The hours in the order in which one client tries them."""
    dice = random.Random(number)
    return [tomorrow(dice.choice(STARTS)) for _ in range(TRIES)]


def client_for(phone: str) -> Client:
    """A browser in which somebody is logged in."""
    client = Client()
    client.force_login(User.objects.get(phone=phone))
    return client


def phone_of(number: int) -> str:
    return f"139000{number:05d}"


def by_page(number: int, listing: int) -> list[Said]:
    """A family on the pages."""
    client, said = client_for(phone_of(number)), []
    for start in starts(number):
        address = f"{reverse('bookings:details', args=[listing])}?start={quote(start.isoformat())}&minutes=120"
        held = client.post(address, {**{name: PLACE[name] for name in ("address", "name", "phone")}, "start": start.isoformat()})
        if held.status_code != 302 or not held["Location"].startswith("/my/orders/"):
            said.append(Said(held.status_code))
            continue
        order = held["Location"].split("/")[-2]
        done = client.post(reverse("bookings:act", args=[order, "book"]), {"total_fen": quote_total(Booking.objects.get(number=order))})
        said.append(Said(done.status_code, order))
    return said


def by_api(number: int, listing: int) -> list[Said]:
    """A family's program."""
    client, said = client_for(phone_of(number)), []
    for turn, start in enumerate(starts(number)):
        wanted = {"listing": listing, "start": start.isoformat(), "minutes": 120, **PLACE}
        held = client.post("/api/v1/bookings/", wanted, content_type="application/json", headers={"Idempotency-Key": f"hold-{number}-{turn:04d}"})
        if held.status_code != 201:
            said.append(Said(held.status_code))
            continue
        order, total = held.json()["number"], held.json()["quote"]["total_yuan"]
        done = client.post(f"/api/v1/bookings/{order}/accept_quote/", {"total_yuan": total}, content_type="application/json")
        said.append(Said(done.status_code, order if done.status_code == 200 else ""))
    return said


def by_telephone(number: int, listing: int) -> list[Said]:
    """An operator, for whoever has called."""
    call = Call.objects.get(provider_id=f"c{number}")
    client, said, desk = client_for(call.operator.phone), [], reverse("dispatch_call_desk", args=[call.pk])
    for start in starts(number):
        at = timezone.localtime(start)
        fields = {"what": "保洁 2小时", "when": f"{at.month}月{at.day}日 {at.hour}点", "where": "朝阳望京西园四区12号楼501", "name": "陈女士"}
        held = client.post(f"{desk}hold/", {**fields, "option": f"{listing} {start.isoformat()}"})
        row = Booking.objects.filter(customer__phone=phone_of(number), state="held").first()
        if row is None:
            said.append(Said(held.status_code))
            continue
        done = client.post(f"{desk}accept/", {"total_fen": quote_total(row)})
        said.append(Said(done.status_code, row.number if done.status_code == 302 else ""))
    return said


def text(phone: str, name: str, body: str) -> int:
    """An SMS as its provider calls it in, read at once as the outbox does."""
    settings.SMS_INBOUND_SECRET = "s"
    said, stamp = orjson.dumps({"id": name, "from": phone, "text": body}), str(int(clock.now().timestamp()))
    answer = Client().post("/hooks/sms/", said, content_type="application/json", headers={"X-Timestamp": stamp, "X-Signature": signature("s", stamp, said)})
    services.read_sms(InboundSms.objects.get(provider_id=name), now=clock.now())
    return answer.status_code


def by_sms(number: int, listing: int) -> list[Said]:
    """Families who write, each from a number of its own."""
    said = []
    for turn, start in enumerate(starts(number)):
        at, phone = timezone.localtime(start), f"137{number:04d}{turn:04d}"
        status = text(phone, f"m{number}-{turn}", f"保洁 {at.month}月{at.day}日 {at.hour}点 2小时 朝阳望京西园四区12号楼")
        text(phone, f"y{number}-{turn}", "确认")
        order = Booking.objects.filter(customer=customer_with(phone, actor=system_actor(), now=clock.now()), state="assigned").first()
        said.append(Said(status, order.number if order else ""))
    return said


def by_moving(number: int, listing: int) -> list[Said]:
    """A family that wants its order of another day now."""
    client, said = client_for(phone_of(number)), []
    order = Booking.objects.get(customer__phone=phone_of(number)).number
    for start in starts(number):
        answer = client.post(f"/api/v1/bookings/{order}/move/", {"start": start.isoformat(), "fee_yuan": "0.00"}, content_type="application/json")
        if answer.status_code == 200:
            return [*said, Said(200, order)]
        said.append(Said(answer.status_code))
    return said


def by_dispatcher(number: int, listing: int) -> list[Said]:
    """The dispatcher gives the orders of who is full to others; none is added."""
    client, dice, said = client_for(f"138777{number:05d}"), random.Random(number), []
    orders, people = list(Booking.objects.filter(customer__phone="13600000000")), list(Worker.objects.order_by("pk"))
    for _ in range(TRIES):
        answer = client.post(reverse("dispatch_board_order", args=[dice.choice(orders).number]), {"worker": dice.choice(people).pk})
        said.append(Said(answer.status_code))
    return said


CHANNELS: tuple[Callable[[int, int], list[Said]], ...] = (by_page, by_api, by_telephone, by_sms, by_moving, by_dispatcher)


def contend(number: int) -> tuple[str, list[Said]]:
    """One client of one channel."""
    channel = CHANNELS[number % len(CHANNELS)]
    return channel.__name__, channel(number, Listing.objects.get().pk)


def shop() -> None:
    """The people, one of them full, and everybody who will want their hours."""
    offer, first = make_offer(hours=HOURS), make_user(phone="13600000000")
    for hour in STARTS:
        make_order(offer, customer=first, start=tomorrow(hour))
    for worker in range(WORKERS - 1):
        make_offer(enterprise=offer.enterprise, title=f"日常保洁{worker}", hours=HOURS)
    Listing.objects.exclude(pk=offer.pk).delete()
    now = clock.now()
    for number in range(CONTENDERS):
        channel = CHANNELS[number % len(CHANNELS)]
        if channel in (by_page, by_api, by_telephone, by_moving):
            person = make_user(phone=phone_of(number))
        if channel is by_moving:
            make_order(offer, customer=person, start=tomorrow(12, days=4 + number // len(CHANNELS)))
        if channel is by_telephone:
            operator = make_staff("operator")
            row = services.ring(provider="test", provider_id=f"c{number}", phone=phone_of(number), recording="R", now=now)
            services.answer_call(row, actor=actor_for(operator), now=now)
        if channel is by_dispatcher:
            User.objects.filter(pk=make_staff("dispatcher").pk).update(phone=f"138777{number:05d}")


def on_the_day() -> list[str]:
    """The numbers of the orders that have somebody's hours of the day, one for each of them."""
    begin = tomorrow(0)
    rows = Assignment.objects.filter(status="fixed", period__startswith__gte=begin, period__startswith__lt=begin + timedelta(days=1))
    return list(rows.values_list("visit__booking__number", flat=True))


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """What needs no crowd to be shown, and could not be shown in one: with 200 tries the first channel takes every hour there is."""
    for name, size in zip(("WORKERS", "CONTENDERS", "TRIES"), FEW, strict=True):
        monkeypatch.setattr(f"{__name__}.{name}", size)


@pytest.mark.usefixtures("few")
def test_each_channel_gets_an_hour_when_it_is_alone(fresh_db: str) -> None:
    """Else the race would show only that some of them never come through."""
    shop()
    got = {channel: [one.order for one in said if one.order] for channel, said in map(contend, (4, 3, 2, 1, 0))}
    assert all(got.values()), got


@pytest.mark.slow
def test_every_channel_wants_the_same_hours(fresh_db: str) -> None:
    shop()
    before = set(on_the_day())
    outcomes = race(contend, contenders=CONTENDERS, timeout=3000 if NIGHTLY else 120)
    assert not outcomes.failed, outcomes.failed
    said = [(channel, one) for outcome in outcomes.all for channel, every in [outcome.value] for one in every]
    print(Counter((channel, one.status, bool(one.order)) for channel, one in said), flush=True)
    assert not [one for one in said if one[1].status >= 500]
    assert {channel for channel, one in said if one.status < 500} == {each.__name__ for each in CHANNELS}
    promised, kept = {one.order for _, one in said if one.order}, on_the_day()
    assert overlapping(fresh_db) == 0
    assert len(kept) == len(set(kept)) and set(kept) == promised | before
    # An hour that the dispatcher's change or somebody's move has freed is there for the next at once; then the day is full.
    late = actor_for(make_user())
    for hour in STARTS * WORKERS:
        with suppress(SlotTaken):
            held = bookings.hold(Listing.objects.get(), wish(start=tomorrow(hour)), actor=late, now=clock.now())
            bookings.accept_quote(held, actor=late, now=clock.now(), total_fen=quote_total(held))
    assert len(on_the_day()) == WORKERS * len(STARTS) and overlapping(fresh_db) == 0


@pytest.mark.slow
@pytest.mark.usefixtures("few")
def test_twin_without_lock_and_constraint_gives_an_hour_twice(fresh_db: str) -> None:
    shop()
    as_owner(fresh_db, NO_LOCK, "ALTER TABLE bookings_assignment DROP CONSTRAINT bookings_one_place_at_a_time", SLOWLY)
    must_show(lambda: race(contend, contenders=CONTENDERS, timeout=120), lambda _: overlapping(fresh_db) > 0, tries=3)
    assert overlapping(fresh_db) > 0
