"""Several hands and several services in one visit: how many and how long from what is said of the home, who goes together, and the day itself (X-BK-08)."""

import re
from datetime import timedelta
from html import unescape
from itertools import combinations

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.errors import Invalid
from marketplace.bookings import services
from marketplace.bookings.availability.crews import together
from marketplace.bookings.availability.rules import Rule
from marketplace.bookings.effort import efforts_from
from marketplace.bookings.errors import SlotTaken
from marketplace.bookings.models import Assignment, Booking, ServiceRule, Visit
from marketplace.bookings.services.crews import LeaderFinishes
from marketplace.bookings.services.quoting import plan_for
from marketplace.listings.models import Listing
from marketplace.workers.models import Worker
from members.models import User
from tests.marketplace.bookings.factories import (
    code_of,
    customer_of,
    make_offer,
    make_order,
    make_worker,
    owner_of,
    put_at,
    service,
    tomorrow,
    worker_of,
)
from tests.marketplace.factories import make_enterprise, make_listing, unit
from tests.members.factories import actor_for, make_user, put_on_duty

DEEP = efforts_from(
    [
        {"name": "area", "per": 10, "minutes": 36, "least": 20, "most": 400, "first": 90},
        {"name": "pets", "per": 1, "minutes": 20, "least": 0, "most": 6, "first": 0},
    ]
)
DETAILS = {"address": "望京西园四区 12 号楼 3 单元 501", "name": "陈女士", "phone": "13800000102", "needs": ""}


@pytest.mark.parametrize(
    ("rule", "unit_code", "said", "expected"),
    [
        (Rule(efforts=DEEP, least_minutes=60), "visit", {"area": 100, "pets": 1}, (390, 1, 380)),
        (Rule(efforts=DEEP, least_minutes=60, hands=2, most_hands=4), "visit", {"area": 100, "pets": 1}, (210, 2, 380)),
        (Rule(efforts=DEEP, least_minutes=60, most_hands=4, stretch_minutes=300), "visit", {"area": 200}, (240, 3, 720)),
        (Rule(efforts=DEEP, least_minutes=60, most_hands=2, stretch_minutes=300), "visit", {"area": 400}, (480, 2, 1440)),
        (Rule(efforts=DEEP, least_minutes=60), "sqm", {"pets": 6}, (240, 1, 228)),
        (Rule(hands=3, most_hands=3), "hour", {}, (120, 3, 360)),
        (Rule(unit_minutes=3, most_hands=4, stretch_minutes=150), "sqm", {}, (90, 1, 90)),
        (Rule(), "hour", {}, (120, 1, 120)),
    ],
)
def test_hands_and_minutes_follow_from_the_table(rule, unit_code, said, expected):
    found = plan_for(unit_code=unit_code, rule=rule, minutes=None, amount=30, answers=said)
    assert (found.minutes, found.hands, found.work) == expected


def test_an_answer_outside_of_the_table_is_refused():
    with pytest.raises(Invalid) as refused:
        plan_for(unit_code="visit", rule=Rule(efforts=DEEP), minutes=None, amount=1, answers={"area": 5})
    assert set(refused.value.fields) == {"area"}


@given(st.lists(st.integers(0, 7), max_size=7), st.lists(st.integers(0, 3), min_size=1, max_size=3), st.integers(1, 3), st.integers(0, 2))
def test_a_crew_is_found_whenever_there_is_one(does, needs, hands, must):
    """Against all subsets."""

    def enough(crew):
        return all(sum(does[place] >> bit & 1 for place in crew) >= need for bit, need in enumerate(needs))

    able = [place for place in range(len(does)) if does[place] or place < must]
    wanted = (
        [crew for crew in combinations(able, hands) if set(range(min(must, len(does)))) <= set(crew) and enough(crew)] if len(does) >= hands >= must else []
    )
    found = together(does, needs, hands=hands, must=must)
    assert (found is not None) == bool(wanted)
    assert found is None or (enough(found) and len(set(found)) == hands and set(range(must)) <= set(found))


# ---- the world of a deep cleaning ----


def deep_offer(**rule) -> tuple[Listing, Listing, dict[str, Worker]]:
    """Deep cleaning by two at 9 yuan a square metre and windows at 8; who does both, who cleans, who only does windows."""
    deep, glass, firm = service("cleaning-deep"), service("glass"), make_enterprise()
    ServiceRule.objects.filter(service_type=deep).update(notice_minutes=120, **rule)
    people = {
        "both": make_worker(enterprise=firm, skills=(deep, glass), called="王阿姨"),
        "cleans": make_worker(enterprise=firm, skills=(deep,), called="李阿姨"),
        "windows": make_worker(enterprise=firm, skills=(glass,), called="赵师傅"),
    }
    main = make_offer(workers=0, enterprise=firm, service_type=deep, unit=unit("元/㎡"), price_fen=900, title="深度保洁，两人上门")
    windows = make_listing(enterprise=firm, category=glass.category, service_type=glass, unit=unit("元/㎡"), price_fen=800, title="擦玻璃")
    return main, windows, people


def account_of(worker: Worker) -> User:
    if worker.user is None:
        worker.user = put_on_duty(make_user(name=worker.called), "worker", worker.enterprise.organisation)
        worker.save(update_fields=["user"])
    return worker.user


def page_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def hidden(text: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]+)"', text).group(1)


def going(order: Booking) -> set[int]:
    return set(Assignment.objects.filter(visit__booking=order, status="fixed").values_list("worker_id", flat=True))


def booked(client: Client, offer: Listing, query: str) -> Booking:
    """From the week to the order, on the pages."""
    week = client.get(f"{reverse('bookings:times', args=[offer.pk])}?{query}").content.decode()
    address = unescape(re.search(rf'href="(/listings/{offer.pk}/book/details/\?[^"]+)"', week).group(1))
    asked = client.get(address).content.decode()
    sent = client.post(address, {**DETAILS, "idempotency_key": hidden(asked, "idempotency_key")})
    price = client.get(sent.url).content.decode()
    client.post(reverse("bookings:act", args=[sent.url.split("/")[-2], "book"]), {"total_fen": hidden(price, "total_fen")})
    return Booking.objects.with_names().get(number=sent.url.split("/")[-2])


@pytest.mark.django_db
@pytest.mark.req("X-BK-08")
def test_two_people_and_a_second_service_from_the_week_to_the_last_fen():
    offer, windows, people = deep_offer()
    family = page_of(make_user(name="陈女士"))
    query = f"amount=100&rooms=3&baths=2&pets=1&also={windows.pk}&q{windows.pk}=12"
    week = family.get(f"{reverse('bookings:times', args=[offer.pk])}?{query}").content.decode()
    # 100 square metres 360, 3 rooms 60, 2 baths 90, 1 pet 20: 530 minutes of one, 270 of two; windows 12 × 6, to the half hour 90.
    assert "2 人上门，做 6 小时" in week and "100 平方米：6 小时" in week and "一个人要做 8 小时 50 分钟，2 人一起做" in week
    assert "最早截止的那条规则" in week
    order = booked(family, offer, query)
    assert (order.hands, order.minutes, order.total_fen) == (2, 360, 90000 + 9600)
    assert [(part["name"], part["minutes"], part["hands"]) for part in order.parts] == [("深度保洁", 270, 2), ("擦玻璃", 90, 1)]
    lines = list(order.quotes.get().lines.order_by("position").values_list("label", "fen"))
    assert lines == [("深度保洁", 90000), ("擦玻璃", 9600)]
    assert going(order) == {people["both"].pk, people["cleans"].pk}, "who only does windows cannot be one of two who clean"
    text = family.get(order.get_absolute_url()).content.decode()
    assert "王阿姨" in text and "李阿姨" in text and "2 人一起上门" in text and "窗" in text
    for who in ("both", "cleans"):
        mine = page_of(account_of(people[who])).get(reverse("bookings:route")).content.decode()
        assert "一起去" in mine and order.title in mine
    said = family.get(reverse("api-booking", args=[order.number])).json()
    assert said["hands"] == 2 and sorted(said["workers"]) == ["李阿姨", "王阿姨"] and said["answers"]["pets"] == 1
    asked = family.get(f"{reverse('api-listing-slots', args=[offer.pk])}?district=110105&amount=100&rooms=3&baths=2&pets=1&also={windows.pk}:12").json()
    assert (asked["hands"], asked["minutes"]) == (2, 360)
    much = family.get(f"{reverse('bookings:times', args=[offer.pk])}?amount=400&rooms=8&baths=5&also={windows.pk}&q{windows.pk}=900", follow=True)
    assert "分两次约" in much.content.decode()


@pytest.mark.django_db
def test_a_time_at_which_only_one_of_two_is_free_is_nobodys():
    offer, _, people = deep_offer()
    day = tomorrow(days=3).date()
    asked = {"district": "110105", "amount": 60, "first_day": day.isoformat(), "days": 1}
    before = Client().get(reverse("api-listing-slots", args=[offer.pk]), asked).json()
    alone = make_order(
        make_offer(workers=0, enterprise=offer.enterprise, service_type=service("glass"), title="擦玻璃"), start=tomorrow(9, days=3), minutes=120
    )
    Assignment.objects.filter(visit__booking=alone).update(worker=people["cleans"])
    after = Client().get(reverse("api-listing-slots", args=[offer.pk]), asked).json()
    assert 0 < after["count"] < before["count"]
    assert not any("T09:00" in item["start"] for item in after["items"])
    with pytest.raises(SlotTaken) as refused:
        make_order(offer, start=tomorrow(9, days=3), amount=60)
    assert "hands" in refused.value.extra["reasons"]
    assert Assignment.objects.filter(visit__booking__listing=offer).count() == 0, "all of them or none"


@pytest.mark.django_db
def test_the_crew_on_the_day_any_checks_in_and_the_leader_finishes():
    offer, _, _ = deep_offer()
    order = put_at(make_order(offer, amount=60), clock.now().replace(second=0, microsecond=0) + timedelta(hours=1))
    leader = Worker.objects.get(pk=Visit.objects.get(booking=order).leader_id)
    other = Worker.objects.get(pk=(going(order) - {leader.pk}).pop())
    second, first = page_of(account_of(other)), page_of(account_of(leader))
    assert "做完由带队的" in second.get(reverse("bookings:visit", args=[order.number])).content.decode()
    second.post(reverse("bookings:visit-act", args=[order.number, "arrive"]), {"code": code_of(order)})
    assert Booking.objects.get(pk=order.pk).state == "arrived"
    second.post(reverse("bookings:visit-act", args=[order.number, "finish"]))
    assert Booking.objects.get(pk=order.pk).state == "arrived"
    with pytest.raises(LeaderFinishes):
        services.finish(Booking.objects.with_names().get(pk=order.pk), actor=actor_for(other.user), now=clock.now())
    first.post(reverse("bookings:visit-act", args=[order.number, "finish"]))
    assert Booking.objects.get(pk=order.pk).state == "done"
    calendars = [client.get(reverse("bookings:visit-calendar", args=[order.number])).content.decode() for client in (first, second)]
    assert all(f"UID:{order.number}@orders" in text for text in calendars)


@pytest.mark.django_db
def test_one_of_two_is_replaced_and_the_crew_can_still_do_everything():
    offer, windows, people = deep_offer()
    order = make_order(offer, amount=60, also=[services.Further(windows.pk, amount=5)])
    assert going(order) == {people["both"].pk, people["cleans"].pk}
    spare = make_worker(enterprise=offer.enterprise, skills=(service("cleaning-deep"),), called="孙阿姨")
    owner = page_of(offer.enterprise.applicant)
    text = owner.get(reverse("bookings:provider-order", args=[order.number])).content.decode()
    assert "谁不去了" in text
    act = reverse("bookings:provider-act", args=[order.number, "reassign"])
    owner.post(act, {"worker": spare.pk, "leaves": people["both"].pk})
    assert going(order) == {people["both"].pk, people["cleans"].pk}, "nobody would be left who does windows"
    owner.post(act, {"worker": spare.pk, "leaves": people["cleans"].pk})
    assert going(order) == {people["both"].pk, spare.pk}
    leader = Visit.objects.get(booking=order).leader_id
    handy = make_worker(enterprise=offer.enterprise, skills=(service("cleaning-deep"), service("glass")), called="周阿姨")
    fresh = Booking.objects.with_names().get(pk=order.pk)
    services.reassign(fresh, actor=owner_of(order), now=clock.now(), worker_id=handy.pk, leaves=leader)
    assert handy.pk in going(order) and len(going(order)) == 2 and Visit.objects.get(booking=order).leader_id == handy.pk
    with pytest.raises(Invalid):
        services.reassign(fresh, actor=owner_of(order), now=clock.now(), worker_id=people["cleans"].pk, leaves=people["windows"].pk)


@pytest.mark.django_db
def test_two_by_the_hour_cost_twice_and_move_together():
    kind = service()
    ServiceRule.objects.update_or_create(service_type=kind, defaults={"hands": 2, "most_hands": 2, "night_share": 5000})
    order = make_order(make_offer(workers=3))
    assert order.total_fen == 24000 and order.rate_fen == 12000
    crew = going(order)
    moved = services.move_booking(order, actor=customer_of(order), now=clock.now(), start=tomorrow(13, days=4), fee_fen=0)
    assert going(moved) == crew and Assignment.objects.filter(visit__booking=order, status="fixed").count() == 2
    services.cancel(moved, actor=customer_of(order), now=clock.now(), fee_fen=0)
    assert not going(moved)


@pytest.mark.django_db
def test_a_request_for_two_is_taken_by_both_or_by_another_in_ones_place():
    kind = service()
    ServiceRule.objects.update_or_create(service_type=kind, defaults={"hands": 2, "most_hands": 2, "instant": False})
    offer = make_offer(workers=3)
    order = make_order(offer)
    kept = set(Assignment.objects.filter(visit__booking=order, status="reserved").values_list("worker_id", flat=True))
    third = offer.enterprise.workers.exclude(pk__in=kept).get()
    taken = services.accept(order, actor=owner_of(order), now=clock.now(), worker_id=third.pk)
    assert taken.state == "assigned" and third.pk in going(order) and len(going(order)) == 2 and len(going(order) & kept) == 1
    assert worker_of(order).user_id
