"""Asking for an SMS and settling it: the row and the event are one transaction, the call happens later and outside."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from core import counters
from core.access import Actor
from core.encryption import blind_index
from core.errors import Invalid
from core.outbox import publish
from members.phones import normalised
from notifications.events import SMS_REQUESTED
from notifications.gateways import gateway
from notifications.models import SmsMessage
from notifications.texts import text_of

DAY = 86_400
CODE_LIFE = timedelta(minutes=5)
BODY_LIFE = timedelta(hours=24)
CODES = frozenset({"code", "unknown_account", "account_exists"})


def index_of(phone: str) -> str:
    """The blind index of a number."""
    return blind_index("sms.phone", phone)


def send_sms(*, phone: str, template: str, params: Mapping[str, str] | None = None, actor: Actor, now: datetime) -> SmsMessage:
    """Ask for an SMS in the caller's transaction (or one of its own): the encrypted row and `sms.requested`. Raises Invalid."""
    number = normalised(phone)
    if number is None:
        raise Invalid(fields={"phone": ["请填 11 位的大陆手机号。"]})
    with transaction.atomic():
        message = SmsMessage.objects.create(
            phone_index=index_of(number),
            phone=number,
            body=text_of(template, params or {}, settings.SMS_SIGNATURE),
            template=template,
            created_at=now,
            expires_at=now + CODE_LIFE if template in CODES else None,
        )
        publish(SMS_REQUESTED, key=f"sms:{message.pk}", sms_id=message.pk)
    return message


def settle_sms(sms_id: int, *, now: datetime) -> SmsMessage | None:
    """Send a queued SMS through the gateway, outside any transaction; at least once. Raises GatewayError to be tried again.

    Old codes are not sent any more; notices beyond the day's budget neither (codes were counted when they were asked for).
    """
    message = SmsMessage.objects.filter(pk=sms_id, state=SmsMessage.State.QUEUED).first()
    if message is None:
        return None
    if message.expires_at is not None and message.expires_at <= now:
        return _mark(message, SmsMessage.State.EXPIRED)
    if message.template not in CODES and not within_budget(now):
        return _mark(message, SmsMessage.State.REFUSED)
    channel = gateway()
    message.provider_id = channel.send(message.phone, message.body)
    message.provider, message.sent_at = channel.name, now
    return _mark(message, SmsMessage.State.SENT)


def _mark(message: SmsMessage, state: str) -> SmsMessage:
    message.state = state
    message.save(update_fields=["state", "sent_at", "provider", "provider_id"])
    return message


def within_budget(now: datetime) -> bool:
    """Count one SMS against the day's budget."""
    return counters.hit("sms.budget", "all", limit=settings.SMS_DAILY_BUDGET, window_seconds=DAY, now=now).allowed


def clear_old_bodies(*, now: datetime) -> int:
    """Empty texts older than a day (codes and all): what was said is not kept, that it was said is. Returns how many."""
    return SmsMessage.objects.filter(created_at__lt=now - BODY_LIFE, cleared_at=None).update(body="", cleared_at=now)
