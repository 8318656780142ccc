"""SMS: written with the event in one transaction, sent outside it, unreadable in a dump."""

from datetime import timedelta

import pytest
from django.core.exceptions import FieldError
from django.db import connection, transaction
from django.test import Client

from core import clock, encryption
from core.access import ANONYMOUS, system_actor
from core.errors import Invalid
from core.outbox.models import OutboxEvent, OutboxTask
from core.outbox.testing import drain_all
from notifications import gateways, texts
from notifications.gateways.base import GatewayError
from notifications.handlers import send_requested_sms
from notifications.models import SmsMessage
from notifications.services import clear_old_bodies, send_sms, settle_sms
from tests.members.factories import fresh_phone

pytestmark = pytest.mark.django_db


def ask(phone: str = "", template: str = "notice", **words: str) -> SmsMessage:
    """Ask for an SMS."""
    return send_sms(phone=phone or fresh_phone(), template=template, params=words or {"title": "测试"}, actor=ANONYMOUS, now=clock.now())


def test_the_row_and_the_event_are_one_transaction():
    with pytest.raises(RuntimeError, match="stop"), transaction.atomic():
        message = ask()
        assert OutboxEvent.objects.filter(name="sms.requested", ids__sms_id=message.pk).count() == 1
        raise RuntimeError("stop")
    assert not SmsMessage.objects.exists()
    assert not OutboxEvent.objects.filter(name="sms.requested").exists()


def test_it_is_sent_once_and_seen_on_the_simulators_screen():
    phone, other = fresh_phone(), fresh_phone()
    ask(phone, "code", code="482913")
    ask(other)
    drain_all()
    drain_all()
    assert set(SmsMessage.objects.values_list("state", flat=True)) == {"sent"}
    page = Client().get("/simulators/sms/").content.decode()
    assert "482913" in page and page.index(other) < page.index(phone)
    only = Client().get("/simulators/sms/", {"phone": f"+86 {phone}"}).content.decode()
    assert "482913" in only and other not in only
    assert Client().get("/simulators/sms/", {"phone": "\x00'; --"}).status_code == 200


def test_the_screen_is_not_there_without_simulators(settings):
    settings.SIMULATORS = False
    assert Client().get("/simulators/sms/").status_code == 404


def test_a_dump_shows_neither_number_nor_text_nor_code():
    phone = fresh_phone()
    ask(phone, "code", code="482913")
    drain_all()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT string_agg(m::text, '') FROM notifications_smsmessage m) || (SELECT string_agg(e::text, '') FROM outbox_outboxevent e)"
            " || (SELECT string_agg(c::text, '') FROM core_counter c)"
        )
        dump = cursor.fetchone()[0] or ""
    message = SmsMessage.objects.get()
    assert (message.phone, "482913" in message.body) == (phone, True)
    assert phone not in dump and "482913" not in dump and "验证码" not in dump


def test_old_codes_are_not_sent_and_old_texts_are_emptied():
    message = ask(template="code", code="482913")
    assert settle_sms(message.pk, now=clock.now() + timedelta(minutes=6)).state == "expired"
    kept = ask()
    assert clear_old_bodies(now=clock.now() + timedelta(hours=23)) == 0
    assert clear_old_bodies(now=clock.now() + timedelta(hours=25)) == 2
    kept.refresh_from_db()
    assert kept.body == "" and kept.phone
    assert clear_old_bodies(now=clock.now() + timedelta(hours=25)) == 0


def test_a_failing_provider_is_tried_again_and_nothing_is_lost(monkeypatch):
    message = ask()

    class Broken:
        name = "broken"

        def send(self, phone: str, body: str) -> str:
            raise GatewayError("503")

    monkeypatch.setattr("notifications.services.sms.gateway", Broken)
    with pytest.raises(AssertionError, match="failed"):
        drain_all()
    task = OutboxTask.objects.get(handler__endswith=send_requested_sms.__name__)
    assert (task.state, task.attempts) == ("pending", 1)
    monkeypatch.undo()
    settle_sms(message.pk, now=clock.now())
    message.refresh_from_db()
    assert message.state == "sent"


def test_notices_stop_at_the_days_budget(settings):
    settings.SMS_DAILY_BUDGET = 2
    for _ in range(4):
        ask()
    drain_all()
    assert sorted(SmsMessage.objects.values_list("state", flat=True)) == ["refused", "refused", "sent", "sent"]


@pytest.mark.parametrize("phone", ["", "123", "+12025550100", "01012345678"])
def test_only_mainland_mobile_numbers(phone):
    with pytest.raises(Invalid):
        send_sms(phone=phone, template="notice", params={"title": "甲"}, actor=system_actor(), now=clock.now())


def test_unknown_texts_and_missing_words_are_refused():
    with pytest.raises(KeyError):
        texts.text_of("poem", {}, "有邻")
    with pytest.raises(KeyError):
        texts.text_of("code", {}, "有邻")


def test_without_provider_and_simulator_nothing_is_sent(settings):
    settings.SIMULATORS = False
    with pytest.raises(GatewayError):
        gateways.gateway()


# ---- encryption ----


def test_encryption_round_trip_differs_each_time():
    assert encryption.decrypt(encryption.encrypt("月嫂 13800138000")) == "月嫂 13800138000"
    assert encryption.encrypt("甲") != encryption.encrypt("甲")
    assert encryption.blind_index("a", "甲") == encryption.blind_index("a", "甲") != encryption.blind_index("b", "甲")


def test_keys_rotate_and_indexes_stay(settings):
    old, new = settings.FIELD_KEYS, "bmV3LWtleS1uZXcta2V5LW5ldy1rZXktMDEyMzQ1Njc="
    token, index = encryption.encrypt("甲"), encryption.blind_index("a", "甲")
    settings.FIELD_KEYS = f"{new},{old}"
    assert encryption.decrypt(token) == "甲"
    assert encryption.blind_index("a", "甲") == index
    rotated = encryption.rotate(token)
    settings.FIELD_KEYS = new
    assert encryption.decrypt(rotated) == "甲"
    with pytest.raises(encryption.UndecipherableError):
        encryption.decrypt(token)


def test_an_encrypted_field_cannot_be_searched():
    with pytest.raises(FieldError):
        SmsMessage.objects.filter(phone="13800138000").count()
    assert SmsMessage.objects.filter(phone__isnull=True).count() == 0
