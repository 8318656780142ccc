"""The doors of the providers: signed, fresh, once; and what is kept of an SMS."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client

from core import clock
from core.outbox.testing import drain_all
from dispatch.intake.models import Call
from marketplace.bookings.models import Booking
from notifications.models import InboundSms, SmsMessage
from notifications.services import clear_old_texts
from notifications.services.inbound import PER_PHONE_AND_HOUR
from tests.dispatch.intake.test_texting import said
from tests.dispatch.intake.texts import call, text
from tests.marketplace.bookings.factories import make_offer, tomorrow
from tests.members.factories import fresh_phone

pytestmark = pytest.mark.django_db
SMS = {"id": "m-1", "from": "13800138000", "text": "帮助"}
RING = {"id": "c-1", "event": "ringing", "from": "13800138000", "to": "96999", "recording": ""}


@pytest.mark.parametrize(("path", "body"), [("/hooks/sms/", SMS), ("/hooks/calls/", RING)])
def test_only_what_the_provider_has_signed_just_now_is_taken(path, body, settings):
    now = clock.now().timestamp()
    assert call(body, path=path, secret="another").status_code == 403
    assert call(body, path=path, at=now - 305).status_code == 403
    assert call(body, path=path, at=now + 305).status_code == 403
    assert Client().post(path, body, content_type="application/json").status_code == 403
    for stamp, signed in (("1" * 30, "x"), ("²", "x"), ("1", "ü"), ("", "")):
        headers = {"X-Timestamp": stamp, "X-Signature": signed}
        assert Client().post(path, b"{}", content_type="application/json", headers=headers).status_code == 403
    assert Client().get(path).status_code == 405
    settings.SMS_INBOUND_SECRET = settings.TELEPHONY_SECRET = ""
    assert call(body, path=path, secret="").status_code == 403
    assert not InboundSms.objects.exists() and not Call.objects.exists()


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"id": 1}', b'{"id": "", "from": "13800138000", "text": "x"}', b'{"id": "a", "from": "123", "text": "x"}', b"\xff"]
)
def test_what_is_malformed_is_a_problem_and_nothing_is_kept(body):
    for path in ("/hooks/sms/", "/hooks/calls/"):
        answer = call(body, path=path)
        assert answer.status_code == 400 and answer.headers["Content-Type"] == "application/problem+json" and answer.json()["code"] == "invalid"
    assert not InboundSms.objects.exists() and not Call.objects.exists()


def test_a_call_that_comes_twice_counts_once():
    make_offer()
    phone = fresh_phone()
    words = f"保洁 {said(tomorrow())} 2小时 朝阳望京西园四区12号楼"
    assert len(text(phone, words, number="same")) == 1
    assert text(phone, words, number="same") == []
    assert text(phone, "确认", number="same") == []
    assert InboundSms.objects.count() == 1 and Booking.objects.get().state == "held"


def test_beyond_the_limit_of_a_number_nobody_answers_and_others_are_not_touched():
    phone = fresh_phone()
    answers = [len(text(phone, "帮助")) for _ in range(PER_PHONE_AND_HOUR + 3)]
    assert answers == [1] * PER_PHONE_AND_HOUR + [0] * 3
    assert InboundSms.objects.filter(fate="too_many").count() == 3
    assert len(text(fresh_phone(), "帮助")) == 1


def test_what_came_in_is_never_edited_and_unreadable_in_a_dump():
    phone = fresh_phone()
    text(phone, "保洁 朝阳望京西园四区12号楼")
    for statement in (
        "UPDATE notifications_inboundsms SET fate = 'too_many'",
        "UPDATE notifications_inboundsms SET body = ''",
        "DELETE FROM notifications_inboundsms",
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT string_agg(m::text, '') FROM notifications_inboundsms m) || (SELECT string_agg(a::text, '') FROM intake_awaited a)")
        dump = cursor.fetchone()[0]
    assert phone not in dump and "望京" not in dump
    assert clear_old_texts(now=clock.now() + timedelta(days=29)) == 0
    assert clear_old_texts(now=clock.now() + timedelta(days=31)) == 1
    row = InboundSms.objects.get()
    assert row.body == "" and row.phone == phone


def test_the_simulator_sends_to_us():
    client, phone = Client(), fresh_phone()
    answer = client.post("/simulators/sms/send/", {"phone": phone, "text": "帮助"})
    assert answer.url == f"/simulators/sms/?phone={phone}"
    drain_all()
    page = client.get(answer.url).content.decode()
    assert "发来的" in page and "改 订单号" in page
    assert client.post("/simulators/sms/send/", {"phone": "123", "text": "帮助"}).status_code == 400
    assert SmsMessage.objects.count() == 1


def test_a_ring_twice_is_one_call():
    for _ in range(2):
        assert call(RING, path="/hooks/calls/").status_code == 200
    assert Call.objects.count() == 1
