"""Booking in three screens, and the pages of the family, the provider and the worker."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core import clock
from core.access import system_actor
from core.models import District
from core.outbox.testing import drain_all
from marketplace.bookings import services
from marketplace.bookings.models import Assignment, Booking
from marketplace.bookings.services import ask_extra
from marketplace.workers.models import Skill, WeeklyHours
from members.models import User
from notifications.models import Notice
from tests.marketplace.bookings.factories import (
    code_of,
    make_hold,
    make_offer,
    make_order,
    put_at,
    tomorrow,
    worker_of,
)
from tests.members.factories import actor_for, make_user

pytestmark = pytest.mark.django_db
DETAILS = {"address": "望京西园四区 12 号楼 3 单元 501", "name": "陈女士", "phone": "13800000102", "needs": "有只猫，随手关门。"}


def page_of(user: User | None = None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def worker_user(order: Booking) -> User:
    return User.objects.get(pk=worker_of(order).user_id)


def soon(order: Booking) -> Booking:
    return put_at(order, clock.now().replace(second=0, microsecond=0) + timedelta(hours=1))


def first_time(client: Client, number: int) -> str:
    """The first link of the week to a time."""
    text = client.get(reverse("bookings:times", args=[number])).content.decode()
    return unescape(re.search(rf'href="(/listings/{number}/book/details/\?[^"]+)"', text).group(1))


def hidden(text: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]+)"', text).group(1)


# ---- three screens ----


def test_an_offer_leads_to_its_times(client):
    offer = make_offer()
    assert f'href="/listings/{offer.pk}/book/"' in client.get(offer.get_absolute_url()).content.decode()
    answer = client.get(reverse("bookings:times", args=[offer.pk]))
    assert answer.status_code == 200 and "private" in answer["Cache-Control"]
    assert "09:00" in answer.content.decode() or "09:30" in answer.content.decode()


def test_three_screens_from_an_offer_to_an_order():
    offer, person = make_offer(), make_user(name="陈女士")
    client = page_of(person)
    address = first_time(client, offer.pk)
    asked = client.get(address)
    assert asked.status_code == 200
    sent = client.post(address, {**DETAILS, "idempotency_key": hidden(asked.content.decode(), "idempotency_key")})
    assert sent.status_code == 302
    price = client.get(sent.url).content.decode()
    assert "接受 120.00 元" in price and "提前" not in price.split("接受 120.00 元")[0][-50:]
    act = reverse("bookings:act", args=[Booking.objects.get().number, "book"])
    client.post(act, {"total_fen": hidden(price, "total_fen"), "idempotency_key": hidden(price, "idempotency_key")})
    order = Booking.objects.get()
    assert (order.state, order.total_fen, order.needs) == ("assigned", 12000, "有只猫，随手关门。")
    assert "都安排好了" in client.get(sent.url).content.decode()


@pytest.mark.req("PRI-05")
def test_the_price_names_the_hours_and_the_factor():
    held = make_hold(make_offer(rule={"complexity": 12_500}), minutes=150)
    text = page_of(held.customer).get(held.get_absolute_url()).content.decode()
    assert "60 元/小时 × 2 小时 30 分钟 × 难度 1.25" in text and "187.50" in text


def test_a_double_click_holds_one_time():
    offer, client = make_offer(), page_of(make_user())
    address = first_time(client, offer.pk)
    key = hidden(client.get(address).content.decode(), "idempotency_key")
    first = client.post(address, {**DETAILS, "idempotency_key": key})
    second = client.post(address, {**DETAILS, "idempotency_key": key})
    assert first["Location"] == second["Location"] and second["Idempotency-Replayed"] == "true"
    assert Booking.objects.count() == 1


def test_the_next_time_the_address_is_known():
    person = make_user()
    make_order(customer=person)
    offer, client = make_offer(), page_of(person)
    address = first_time(client, offer.pk)
    assert "望京西园四区 12 号楼" in client.get(address).content.decode()
    client.post(address, {"saved": "0", "needs": ""})
    assert Booking.objects.get(state="held").address == "望京西园四区 12 号楼 3 单元 501"


@pytest.mark.parametrize("step", ["bookings:details", "bookings:join"])
def test_the_home_that_is_meant_lies_in_the_district_that_was_looked_at(step):
    person = make_user()
    make_order(customer=person)
    offer, client = make_offer(), page_of(person)
    address = f"{reverse(step, args=[offer.pk])}?start={tomorrow().isoformat().replace('+', '%2B')}&minutes=120"
    for name, meant in (("朝阳区", "0"), ("海淀区", "")):
        page = client.get(f"{address}&district={District.objects.get(name=name).code}").content.decode()
        assert re.findall(r'name="saved" value="([^"]*)" checked', page) == [meant], name


def test_bad_details_are_said_beside_their_fields():
    offer, client = make_offer(), page_of(make_user())
    answer = client.post(first_time(client, offer.pk), {**DETAILS, "phone": "123", "address": "家"})
    text = answer.content.decode()
    assert answer.status_code == 200 and "请填 11 位的大陆手机号" in text and "写到门牌号" in text
    assert not Booking.objects.exists()


def test_a_time_that_has_gone_leads_back_to_the_week():
    offer, client = make_offer(workers=1), page_of(make_user())
    query = f"?start={tomorrow().isoformat().replace('+', '%2B')}&minutes=120"
    make_order(offer)
    answer = client.post(reverse("bookings:details", args=[offer.pk]) + query, DETAILS)
    assert answer.status_code == 302 and answer.url.startswith(reverse("bookings:times", args=[offer.pk]))


def test_a_visitor_is_asked_to_log_in_before_the_details(client):
    offer = make_offer()
    assert client.get(first_time(client, offer.pk)).url.startswith("/accounts/login/")
    assert not Booking.objects.exists()


def test_a_bad_time_in_the_address_is_400():
    offer, client = make_offer(), page_of(make_user())
    assert client.get(reverse("bookings:details", args=[offer.pk]) + "?start=gestern").status_code == 400


def test_a_full_week_says_so(client):
    offer = make_offer()
    WeeklyHours.objects.filter(worker__enterprise=offer.enterprise).delete()
    assert "这几天都约满了" in client.get(reverse("bookings:times", args=[offer.pk])).content.decode()


# ---- the family ----


def test_where_nobody_does_it_the_page_does_not_say_full(client):
    unskilled = make_offer()
    Skill.objects.filter(worker__enterprise=unskilled.enterprise).delete()
    for listing in (unskilled, make_offer(workers=0)):
        text = client.get(reverse("bookings:times", args=[listing.pk])).content.decode()
        assert "现在没有人接这项" in text and "都约满了" not in text


def test_an_order_that_was_cancelled_shows_no_price_in_the_list():
    order = make_order()
    client = page_of(order.customer)
    assert f"{order.total_fen // 100}.00 元" in client.get(reverse("bookings:mine")).content.decode()
    services.cancel(order, actor=actor_for(order.customer), now=clock.now(), fee_fen=services.cancel_fee(order, now=clock.now()).fen)
    text = client.get(reverse("bookings:mine")).content.decode()
    assert "已经取消" in text and f"{order.total_fen // 100}.00 元" not in text


def test_the_list_shows_orders_and_not_what_was_never_accepted():
    person, offer = make_user(), make_offer(workers=2)
    make_order(offer, customer=person)
    make_hold(offer, customer=person, now=clock.now() - timedelta(hours=1))
    services.end_due(actor=system_actor(), now=clock.now())
    text = page_of(person).get(reverse("bookings:mine")).content.decode()
    assert text.count("日常保洁，两小时起") == 1 and "已安排" in text


def test_the_fee_stands_on_the_page_before_cancelling():
    order = soon(make_order(now=clock.now() - timedelta(minutes=10)))
    client = page_of(order.customer)
    text = client.get(reverse("bookings:cancelling", args=[order.number])).content.decode()
    assert "现在取消，收" in text and "60.00" in text
    client.post(reverse("bookings:act", args=[order.number, "cancel"]), {"fee_fen": hidden(text, "fee_fen")})
    order.refresh_from_db()
    assert order.state == "cancelled" and order.dues.get().fen == 6000


def test_moving_on_the_page():
    order = make_order()
    client = page_of(order.customer)
    text = client.get(reverse("bookings:moving", args=[order.number])).content.decode()
    start = unescape(re.findall(r'name="start" value="([^"]+)"', text)[-1])
    assert client.post(reverse("bookings:moving", args=[order.number]), {"start": start, "fee_fen": "0"}).status_code == 302
    assert Booking.objects.get().starts_at.isoformat() != order.starts_at.isoformat()


def test_an_extra_is_answered_by_a_tap():
    order = soon(make_order())
    services.arrive(order, actor=worker_of(order), now=clock.now(), code=code_of(order))
    change = ask_extra(order, actor=worker_of(order), now=clock.now(), label="加擦三扇窗", fen=3000)
    client = page_of(order.customer)
    assert "同意加 30.00 元" in client.get(order.get_absolute_url()).content.decode()
    client.post(reverse("bookings:act", args=[order.number, "extra-yes"]), {"change": change.pk})
    assert "150.00" in client.get(order.get_absolute_url()).content.decode()


def test_a_strange_order_is_not_found():
    order = make_order()
    client = page_of(make_user())
    for name in ("order", "cancelling", "moving"):
        assert client.get(reverse(f"bookings:{name}", args=[order.number])).status_code == 404


# ---- the provider and the worker ----


def test_the_provider_takes_a_request_with_one_of_the_free_ones():
    order = make_order(make_offer(workers=2, rule={"instant": False}))
    client = page_of(order.enterprise.applicant)
    assert "1 单等你接" in client.get(reverse("bookings:provider-orders")).content.decode()
    text = client.get(reverse("bookings:provider-order", args=[order.number])).content.decode()
    worker = re.findall(r'name="worker" value="(\d+)"', text)[-1]
    client.post(reverse("bookings:provider-act", args=[order.number, "accept"]), {"worker": worker})
    assert Assignment.objects.get(visit__booking=order, status="fixed").worker_id == int(worker)


def test_refusing_without_a_reason_says_so():
    order = make_order(make_offer(rule={"instant": False}))
    client = page_of(order.enterprise.applicant)
    answer = client.post(reverse("bookings:provider-act", args=[order.number, "refuse"]), {"note": ""}, follow=True)
    assert "请写明原因" in answer.content.decode()
    order.refresh_from_db()
    assert order.state == "requested"


def test_the_day_of_a_worker_on_his_phone():
    order = soon(make_order())
    client = page_of(worker_user(order))
    assert "望京西园四区" in client.get(reverse("bookings:route")).content.decode()
    page = reverse("bookings:visit", args=[order.number])
    steps = [("set-out", {}), ("arrive", {"code": code_of(order)}), ("tick", {"position": "1", "done": "1"}), ("finish", {})]
    for event, fields in steps:
        assert client.post(reverse("bookings:visit-act", args=[order.number, event]), fields).url == page
        assert client.get(page).status_code == 200
    order.refresh_from_db()
    assert order.state == "done" and order.checklist.filter(done_at__isnull=False).count() == min(1, order.checklist.count())


@pytest.mark.req("BKG-10")
def test_the_hours_on_site_are_recorded_and_both_sides_see_them():
    order = soon(make_order())
    client, family = page_of(worker_user(order)), page_of(order.customer)
    start = order.starts_at
    with time_machine.travel(start, tick=False) as travel:
        client.post(reverse("bookings:visit-act", args=[order.number, "arrive"]), {"code": code_of(order)})
        assert "服务中" in family.get(order.get_absolute_url()).content.decode()
        travel.shift(timedelta(minutes=95))
        client.post(reverse("bookings:visit-act", args=[order.number, "finish"]))
        assert "一共做了 1 小时 35 分钟" in family.get(order.get_absolute_url()).content.decode()
    assert order.visits.get().worked_minutes == 95


def test_a_wrong_code_says_so_and_is_counted():
    order = soon(make_order())
    client = page_of(worker_user(order))
    wrong = "0000" if code_of(order) != "0000" else "1111"
    answer = client.post(reverse("bookings:visit-act", args=[order.number, "arrive"]), {"code": wrong}, follow=True)
    assert "签到码不对" in answer.content.decode()
    assert order.visits.get().code_tries == 1


def test_the_address_is_read_from_two_hours_before():
    order = make_order()
    client = page_of(worker_user(order))
    assert "望京西园四区" not in client.get(reverse("bookings:visit", args=[order.number])).content.decode()
    soon(order)
    assert "望京西园四区" in client.get(reverse("bookings:visit", args=[order.number])).content.decode()


# ---- who is told ----


def test_everybody_is_told_in_the_words_of_his_side():
    order = make_order()
    worker = worker_user(order)
    drain_all()
    told = {notice.user_id: notice for notice in Notice.objects.filter(title__contains="日常保洁，两小时起")}
    assert set(told) == {order.customer_id, order.enterprise.applicant_id, worker.pk}
    assert told[order.customer_id].title == "约好了：日常保洁，两小时起"
    assert not any("望京西园" in notice.body for notice in told.values())
