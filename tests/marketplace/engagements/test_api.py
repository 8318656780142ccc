"""The engagements API: the story of a nurse through it, what is hidden from whom, and what is not there."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core import clock
from marketplace.engagements import services
from marketplace.engagements.models import Contract, Substitute
from marketplace.workers.models import Worker
from members.models import User
from tests.marketplace.engagements.factories import (
    PRICE,
    days_from_now,
    fresh,
    make_ask,
    make_long_offer,
    make_nurse,
    make_signed,
    nurse_of,
    stay,
)
from tests.marketplace.factories import district
from tests.members.factories import make_staff, make_user, put_on_duty

pytestmark = pytest.mark.django_db
JSON = "application/json"
BASE = "/api/v1/engagements/"
HOME = {"district": "110105", "address": "望京西园四区 12 号楼 501", "name": "陈女士", "phone": "13800000102"}


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def post(client: Client, path: str, **said):
    return client.post(path, said, content_type=JSON)


def test_the_story_of_a_nurse():
    offer, family = make_long_offer(people=2), as_user(make_user())
    owner = as_user(offer.enterprise.applicant)
    made = post(family, BASE, listing=offer.pk, starts_on=str(days_from_now(5)), units=1, **HOME)
    assert made.status_code == 201, made.content
    number = made.json()["number"]
    page = f"{BASE}{number}/"
    theirs = owner.get(page).json()
    assert (theirs["address"], theirs["contact"], theirs["code"]) == ("", "", "")
    for worker in offer.enterprise.workers.all():
        assert post(owner, f"{page}propose/", worker=worker.pk, unit_yuan="15600.00").status_code == 200
    mine = family.get(page).json()
    assert [one["unit_yuan"] for one in mine["candidates"]] == ["15600.00"] * 2 and "居民身份证" in mine["candidates"][0]["identity"]
    assert mine["code"] and owner.get(page).json()["candidates"] == []
    post(family, f"{page}choose/", candidate=mine["candidates"][0]["id"])
    assert post(family, f"{page}agree/", total_yuan="15599.00").json()["code"] == "total_changed"
    agreed = post(family, f"{page}agree/", total_yuan="15600.00").json()
    for client in (family, owner):
        contract = client.get(f"/api/v1/contracts/{agreed['contract']}/").json()
        assert post(client, f"/api/v1/contracts/{contract['id']}/sign/", digest=contract["digest"]).status_code == 200
    signed = family.get(page).json()
    assert signed["state"] == "signed" and signed["periods"][0]["yuan"] == "15600.00"
    assert owner.get(page).json()["address"] == HOME["address"]
    wrong = post(owner, f"{page}begin/", code=f"{(int(mine['code']) + 1) % 10_000:04d}")
    assert (wrong.status_code, wrong.json()["code"]) == (400, "wrong_code")
    begun = post(owner, f"{page}begin/", code=mine["code"]).json()
    assert begun["state"] == "trial" and begun["starts_on"] == str(timezone.localdate(clock.now()))
    kept = post(family, f"{page}keep/").json()
    assert kept["state"] == "active" and {"end"} <= {one["action"] for one in kept["actions"]}


def test_open_questions_are_read_by_who_may_propose_and_say_little():
    row = make_ask(open_to_all=True)
    person = put_on_duty(make_user(name="李姐"), "worker")
    make_nurse(None, user=person)
    seen = as_user(person).get(f"{BASE}{row.number}/").json()
    assert (seen["address"], seen["contact"], seen["preferences"], seen["quote"]) == ("", "", {}, None)
    assert as_user(make_user()).get(f"{BASE}{row.number}/").status_code == 404
    assert as_user(person).get(BASE).json()["count"] == 1 and as_user(make_user()).get(BASE).json()["count"] == 0


def test_the_same_key_asks_once():
    family, offer = as_user(make_user()), make_long_offer()
    body = {"listing": offer.pk, "starts_on": str(days_from_now(40)), **HOME}
    first = family.post(BASE, body, content_type=JSON, headers={"Idempotency-Key": "ask-once-1"})
    again = family.post(BASE, body, content_type=JSON, headers={"Idempotency-Key": "ask-once-1"})
    assert first.json()["number"] == again.json()["number"] and family.get(BASE).json()["count"] == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"starts_on": "2020-01-01"}, "starts_on"), ({"units": 99}, "units"), ({"district": "999999"}, "district"), ({"phone": "12"}, "phone")],
)
def test_what_is_wrong_is_named(wrong, field):
    answer = post(as_user(make_user()), BASE, **({"service_type": "newborn-care", "starts_on": str(days_from_now(40)), **HOME} | wrong))
    assert answer.status_code == 400 and field in answer.json()["fields"]
    assert district().code == "110105"


def test_care_and_a_substitute():
    row = make_signed(first=days_from_now(3))
    services.begin(row, actor=nurse_of(row), now=clock.now(), code=row.code)
    nurse = as_user(User.objects.get(pk=nurse_of(row).user_id))
    log, today = f"{BASE}{row.number}/care/", str(timezone.localdate(clock.now()))
    assert post(nurse, log, day=today, meals="小米粥", temperature="36.5").json()["temperature"] == "36.5"
    assert post(nurse, log, day=str(days_from_now(-5)), meals="小米粥").status_code == 400
    assert as_user(row.customer).get(log).json()["items"][0]["meals"] == "小米粥"
    assert as_user(make_staff("leader")).get(log).status_code == 404
    make_nurse(row.enterprise)
    Worker.objects.filter(pk=stay(row).worker_id).update(state="suspended", online=False)
    services.watch_worker(stay(row).worker_id, now=clock.now())
    found = Substitute.objects.get()
    family = as_user(row.customer)
    seen = family.get(f"/api/v1/substitutes/{found.pk}/").json()
    assert {one["action"] for one in seen["actions"]} == {"accept", "decline", "give_up", "wait"} and seen["worker"]
    assert post(family, f"/api/v1/substitutes/{found.pk}/accept/").json()["state"] == "accepted"
    assert fresh(row).unit_fen == PRICE and Contract.objects.count() == 1
    assert timedelta(0) < found.until - found.created_at
