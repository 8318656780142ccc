"""The same request twice has one effect and one answer."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.http import HttpResponse

from core import clock
from core.access import ANONYMOUS, Actor
from core.errors import Conflict, Invalid
from core.idempotency.errors import KeyInUse, KeyUsedOtherwise
from core.idempotency.models import GivenAnswer
from core.idempotency.services import KEPT, LOCK, Request, forget_old, once, owner_of

pytestmark = pytest.mark.django_db
ASKED = Request("user:1", "click-0001", b"one body")


def answering(status: int = 201, body: bytes = b'{"id": 1}'):
    """A piece of work that counts how often it was done."""
    done = []

    def work() -> HttpResponse:
        done.append(1)
        return HttpResponse(body, status=status, content_type="application/json")

    return work, done


def test_the_second_time_the_stored_answer_comes():
    work, done = answering()
    first, second = once(ASKED, work, now=clock.now()), once(ASKED, work, now=clock.now())
    assert done == [1]
    assert (first.status_code, first.content) == (second.status_code, second.content) == (201, b'{"id": 1}')
    assert second["Idempotency-Replayed"] == "true" and "Idempotency-Replayed" not in first


def test_a_redirect_after_a_form_is_kept_with_its_place():
    def work() -> HttpResponse:
        return HttpResponse(status=302, headers={"Location": "/my/orders/1/"})

    once(ASKED, work, now=clock.now())
    assert once(ASKED, work, now=clock.now())["Location"] == "/my/orders/1/"


def test_another_body_under_the_same_key_is_422():
    work, _ = answering()
    once(ASKED, work, now=clock.now())
    with pytest.raises(KeyUsedOtherwise) as refused:
        once(Request("user:1", "click-0001", b"other"), work, now=clock.now())
    assert refused.value.status == 422


def test_keys_belong_to_their_owner():
    work, done = answering()
    once(ASKED, work, now=clock.now())
    once(Request("user:2", "click-0001", b"one body"), work, now=clock.now())
    assert len(done) == 2
    assert owner_of(Actor(user_id=7)) == "user:7" and owner_of(ANONYMOUS, "abc") == "browser:abc"


def test_a_refusal_is_not_kept_and_may_be_tried_again():
    def refuse() -> HttpResponse:
        GivenAnswer.objects.create(owner="x", key="half", request_hash="", status=200, body=b"", created_at=clock.now())
        raise Conflict

    with pytest.raises(Conflict):
        once(ASKED, refuse, now=clock.now())
    assert not GivenAnswer.objects.exists()
    work, done = answering()
    once(ASKED, work, now=clock.now())
    assert done == [1]


def test_a_form_shown_again_is_done_again():
    work, done = answering(400)
    once(ASKED, work, now=clock.now())
    once(ASKED, work, now=clock.now())
    assert len(done) == 2


@pytest.mark.parametrize("key", ["short", "x" * 81, "with blank", "中文中文中文中文"])
def test_a_malformed_key_is_refused(key):
    work, done = answering()
    with pytest.raises(Invalid):
        once(Request("user:1", key, b""), work, now=clock.now())
    assert done == []


def test_after_three_days_the_key_is_free_again():
    work, done = answering()
    now = clock.now()
    once(ASKED, work, now=now)
    once(ASKED, work, now=now + KEPT)
    assert len(done) == 2
    assert forget_old(now=now + KEPT) == 0
    assert forget_old(now=now + KEPT + KEPT + timedelta(seconds=1)) == 1


@pytest.mark.django_db(transaction=True)
def test_while_the_same_request_is_worked_on_the_answer_is_409():
    work, done = answering()
    ready, finish = threading.Event(), threading.Event()

    def holder() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("BEGIN")
                cursor.execute(LOCK, ["idempotency:user:1:click-0001"])
                ready.set()
                finish.wait(10)
                cursor.execute("ROLLBACK")
        finally:
            connections.close_all()

    thread = threading.Thread(target=holder)
    thread.start()
    assert ready.wait(10)
    try:
        with pytest.raises(KeyInUse) as refused:
            once(ASKED, work, now=clock.now())
    finally:
        finish.set()
        thread.join()
    assert done == [] and refused.value.retry_after == 1
