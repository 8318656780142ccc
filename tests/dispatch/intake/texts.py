"""Writing SMS to the platform in tests, as the provider hands them over, and reading what comes back."""

import itertools
import time
from typing import Any

import orjson
from django.conf import settings
from django.test import Client

from core import clock
from core.outbox.testing import drain_all
from notifications.gateways.inbound import signature
from notifications.models import SmsMessage
from notifications.services.sms import index_of

SECRET = "secret-of-the-provider"
_ids = itertools.count(1)


def call(body: dict[str, Any] | bytes, *, path: str = "/hooks/sms/", secret: str = SECRET, at: float | None = None) -> Any:
    """One call of the provider."""
    raw = body if isinstance(body, bytes) else orjson.dumps(body)
    stamp = str(int(at if at is not None else clock.now().timestamp()))
    return Client().post(path, raw, content_type="application/json", headers={"X-Timestamp": stamp, "X-Signature": signature(secret, stamp, raw)})


def text(phone: str, words: str, *, number: str = "") -> list[str]:
    """Send an SMS and let it be answered; the answers, without signature."""
    before = SmsMessage.objects.filter(phone_index=index_of(phone)).count()
    answer = call({"id": number or f"m{next(_ids)}-{time.monotonic_ns()}", "from": phone, "text": words})
    assert answer.status_code == 200, answer.content
    drain_all()
    rows = list(SmsMessage.objects.filter(phone_index=index_of(phone)).order_by("pk"))[before:]
    return [row.body.removeprefix(f"【{settings.SMS_SIGNATURE}】") for row in rows]
