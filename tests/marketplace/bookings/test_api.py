"""The bookings API: times, holding, accepting, lists, actions, the same key twice."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from core import clock
from marketplace.bookings.models import Booking
from members.models import User
from tests.marketplace.bookings.factories import code_of, make_offer, make_order, put_at, tomorrow, worker_of
from tests.members.factories import make_staff, make_user

pytestmark = pytest.mark.django_db
PLACE = {"district": "110105", "address": "望京西园四区 12 号楼 501", "name": "陈女士", "phone": "13800000102", "lat": 39.99, "lng": 116.47}


def as_user(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def post(client: Client, path: str, data: dict | None = None, *, key: str = ""):
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(f"/api/v1/{path}", data or {}, content_type="application/json", headers=headers)


def wanted(offer, **more) -> dict:
    return {"listing": offer.pk, "start": tomorrow().isoformat(), "minutes": 120, **PLACE, **more}


def test_times_of_an_offer_for_everybody(client):
    offer = make_offer(workers=2)
    day = tomorrow().date()
    answer = client.get(f"/api/v1/listings/{offer.pk}/slots/", {"district": "110105", "first_day": str(day), "days": 1, "minutes": 120}).json()
    assert answer["count"] == len(answer["items"]) == 15 and answer["items"][0]["free"] == 2
    assert answer["items"][0]["start"].startswith(f"{day}T09:00")


def test_hold_accept_and_read():
    offer, person = make_offer(), make_user()
    client = as_user(person)
    held = post(client, "bookings/", wanted(offer))
    assert held.status_code == 201
    body = held.json()
    assert body["state"] == "held" and body["quote"]["total_yuan"] == "120.00"
    assert [one["action"] for one in body["actions"]] == ["accept_quote", "cancel"]
    done = post(client, f"bookings/{body['number']}/accept_quote/", {"total_yuan": "120.00"}).json()
    assert done["state"] == "assigned" and done["channel"] == "api" and len(done["code"]) == 4
    assert client.get("/api/v1/bookings/").json()["items"][0]["number"] == body["number"]


def test_the_same_key_twice_is_one_order_and_one_answer():
    offer, client = make_offer(), as_user(make_user())
    first, second = (post(client, "bookings/", wanted(offer), key="phone-0001") for _ in range(2))
    assert first.content == second.content and second.status_code == 201 and second["Idempotency-Replayed"] == "true"
    assert Booking.objects.count() == 1
    other = post(client, "bookings/", wanted(offer, needs="别的"), key="phone-0001")
    assert other.status_code == 422 and other.json()["code"] == "key_used_otherwise"


def test_a_taken_time_is_409_with_its_reason():
    offer = make_offer(workers=1)
    make_order(offer)
    answer = post(as_user(make_user()), "bookings/", wanted(offer))
    assert answer.status_code == 409 and answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "slot_taken" and answer.json()["reasons"] == ["free"]


def test_a_wrong_price_and_a_wrong_fee_are_409():
    order = make_order()
    client = as_user(order.customer)
    held = post(client, "bookings/", wanted(make_offer())).json()
    assert post(client, f"bookings/{held['number']}/accept_quote/", {"total_yuan": "1.00"}).json()["code"] == "total_changed"
    late = put_at(order, clock.now() + timedelta(hours=2))
    Booking.objects.filter(pk=late.pk).update(placed_at=clock.now() - timedelta(hours=1))
    refused = post(client, f"bookings/{order.number}/cancel/", {"fee_yuan": "0.00"})
    assert (refused.status_code, refused.json()["fee_yuan"]) == (409, "60.00")
    assert post(client, f"bookings/{order.number}/cancel/", {"fee_yuan": "60.00"}).json()["state"] == "cancelled"


def test_the_worker_checks_in_and_sees_no_code():
    order = put_at(make_order(), clock.now().replace(microsecond=0) + timedelta(hours=1))
    client = as_user(User.objects.get(pk=worker_of(order).user_id))
    seen = client.get(f"/api/v1/bookings/{order.number}/").json()
    assert seen["code"] == "" and {one["action"] for one in seen["actions"]} == {"set_out", "arrive"}
    wrong = "0000" if code_of(order) != "0000" else "1111"
    assert post(client, f"bookings/{order.number}/arrive/", {"code": wrong}).json()["code"] == "wrong_code"
    assert post(client, f"bookings/{order.number}/arrive/", {"code": code_of(order)}).json()["state"] == "arrived"


def test_staff_read_all_and_a_stranger_nothing():
    order = make_order()
    assert as_user(make_staff("dispatcher")).get(f"/api/v1/bookings/{order.number}/").status_code == 200
    stranger = as_user(make_user())
    assert stranger.get(f"/api/v1/bookings/{order.number}/").status_code == 404
    assert stranger.get("/api/v1/bookings/").json()["count"] == 0
    assert post(stranger, f"bookings/{order.number}/cancel/", {"fee_yuan": "0.00"}).status_code == 404
    assert Client().get("/api/v1/bookings/").status_code == 401


def test_pages_of_a_list():
    offer, person = make_offer(), make_user()
    for days in (2, 3, 4):
        make_order(offer, customer=person, start=tomorrow(days=days))
    client = as_user(person)
    first = client.get("/api/v1/bookings/?page_size=2").json()
    assert (first["count"], len(first["items"])) == (3, 2)
    rest = client.get("/api/v1/bookings/", {"page_size": 2, "cursor": first["next"]}).json()
    assert len(rest["items"]) == 1 and rest["next"] is None


@pytest.mark.req("PRI-06")
def test_no_order_comes_about_before_the_price_is_accepted():
    offer, person = make_offer(rule={"instant": False}), make_user()
    client = as_user(person)
    held = post(client, "bookings/", wanted(offer)).json()
    path = f"bookings/{held['number']}"
    owner = as_user(offer.enterprise.applicant)
    assert post(owner, f"{path}/accept/").json()["code"] == "illegal_transition"
    assert post(client, f"{path}/accept_quote/").status_code == 400
    assert post(client, f"{path}/accept_quote/", {"total_yuan": "119.99"}).json()["code"] == "total_changed"
    assert client.get(f"/api/v1/{path}/").json()["state"] == "held"
    assert post(client, f"{path}/accept_quote/", {"total_yuan": "120.00"}).json()["state"] == "requested"
    assert post(owner, f"{path}/quote/", {"price_yuan": "150.00", "note": "房子比较大。"}).json()["state"] == "quoted"
    assert post(owner, f"{path}/accept/").json()["code"] == "illegal_transition"
    agreed = post(client, f"{path}/accept_quote/", {"total_yuan": "150.00"}).json()
    assert (agreed["state"], agreed["total_yuan"]) == ("assigned", "150.00")


@pytest.mark.req("X-BK-04")
def test_a_held_time_is_free_again_after_a_quarter_of_an_hour():
    offer = make_offer(workers=1)
    first, second = as_user(make_user()), as_user(make_user())
    with time_machine.travel(tomorrow(8, days=0), tick=False) as travel:
        held = post(first, "bookings/", wanted(offer)).json()
        travel.shift(timedelta(minutes=14))
        assert post(second, "bookings/", wanted(offer)).json()["code"] == "slot_taken"
        travel.shift(timedelta(minutes=1))
        assert post(second, "bookings/", wanted(offer)).status_code == 201
        assert post(first, f"bookings/{held['number']}/accept_quote/", {"total_yuan": "120.00"}).json()["code"] == "hold_is_over"


@pytest.mark.parametrize("count", [1, 4])
def test_a_list_costs_the_same_however_long(count, django_assert_num_queries):
    person = make_user()
    for number in range(count):
        make_order(make_offer(), customer=person, start=tomorrow(days=2 + number))
    client = as_user(person)
    client.get("/api/v1/bookings/")
    with django_assert_num_queries(7):
        assert len(client.get("/api/v1/bookings/").json()["items"]) == count


def test_a_number_of_any_length_under_a_key_is_a_refusal_not_a_fault():
    client = Client()
    client.force_login(make_user())
    answer = client.post("/api/v1/bookings/", f'{{"listing": {10**40}}}', content_type="application/json", headers={"Idempotency-Key": "a-long-number-1"})
    assert answer.status_code == 400 and answer.json()["code"]


def test_another_of_the_familys_times_is_agreed_to_and_a_fee_is_let_go_over_the_api():
    """The actions are named while they can be done, and are gone afterwards; the same key twice is one answer (X-BK-10, X-BK-06)."""
    other = tomorrow(15, days=3)
    order = make_order(make_offer(rule={"instant": False}), alternatives=[other])
    firm, family = as_user(order.enterprise.applicant), as_user(order.customer)
    path = f"bookings/{order.number}"
    seen = firm.get(f"/api/v1/{path}/").json()
    assert {"accept", "accept_at"} <= {one["action"] for one in seen["actions"]} and seen["alternatives"] == [other.isoformat()]
    assert "accept_at" not in {one["action"] for one in family.get(f"/api/v1/{path}/").json()["actions"]}
    assert post(firm, f"{path}/accept_at/", {"start": tomorrow(16, days=3).isoformat()}).status_code == 400, "none of the family's"
    assert post(family, f"{path}/accept_at/", {"start": other.isoformat()}).status_code == 403
    done = post(firm, f"{path}/accept_at/", {"start": other.isoformat()}, key="take-other").json()
    assert (done["state"], datetime.fromisoformat(done["starts_at"])) == ("assigned", other)
    assert "accept_at" not in {one["action"] for one in done["actions"]}
    late = put_at(Booking.objects.get(pk=order.pk), clock.now() + timedelta(hours=2))
    Booking.objects.filter(pk=late.pk).update(placed_at=clock.now() - timedelta(hours=1))
    post(family, f"{path}/cancel/", {"fee_yuan": "60.00"})
    fee = firm.get(f"/api/v1/{path}/").json()
    assert [(one["kind"], one["yuan"], one["waivable"]) for one in fee["dues"]] == [("cancel", "60.00", True)]
    assert "waive" in {one["action"] for one in fee["actions"]}
    said = {"due": fee["dues"][0]["id"], "note": "孩子住院，不收了。"}
    assert post(family, f"{path}/waive/", said).status_code == 403
    first, again = (post(firm, f"{path}/waive/", said, key="let-go-1") for _ in range(2))
    assert first.status_code == 200 and first.content == again.content
    assert [(one["kind"], one["yuan"], one["waivable"]) for one in first.json()["dues"]] == [("cancel", "60.00", False), ("waive", "60.00", False)]
    assert "waive" not in {one["action"] for one in first.json()["actions"]}
    assert post(firm, f"{path}/waive/", said).json()["code"] == "already_waived"
