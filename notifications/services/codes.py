"""Codes by SMS: what one may cost us and annoy somebody (reliability R3).

Counted before anything else and the same for known and unknown numbers, so that the answer says nothing about who has an account:
ten an hour from an address, one in 60 seconds and five a day to a number, and the day's budget over all.
"""

from datetime import datetime, timedelta

from django.db import DatabaseError, connection, transaction

from core import counters
from core.access import Actor
from core.errors import Unavailable
from notifications.errors import CodeTooSoon, SmsBudgetSpent, TooManyCodes
from notifications.models import SmsMessage
from notifications.services.sms import DAY, index_of, send_sms, within_budget

PER_ADDRESS_AND_HOUR = 10
PER_PHONE_AND_DAY = 5
PAUSE = timedelta(seconds=60)
# One statement: of many at once exactly one gets the row.
TAKE_TURN = """
INSERT INTO notifications_smspace (phone_index, last_at) VALUES (%(phone)s, %(now)s)
ON CONFLICT (phone_index) DO UPDATE SET last_at = excluded.last_at WHERE notifications_smspace.last_at <= %(before)s RETURNING last_at
"""


def allow_code(*, phone: str, ip: str, now: datetime) -> None:
    """Count a code that is about to be sent. Commits on its own. Raises TooManyCodes, CodeTooSoon, SmsBudgetSpent, Unavailable."""
    index = index_of(phone)
    by_address = counters.hit("sms.address", ip or "?", limit=PER_ADDRESS_AND_HOUR, window_seconds=3600, now=now)
    if not by_address.allowed:
        raise TooManyCodes(retry_after=by_address.retry_after)
    if not _takes_turn(index, now):
        raise CodeTooSoon(retry_after=int(PAUSE.total_seconds()))
    by_phone = counters.hit("sms.phone", index, limit=PER_PHONE_AND_DAY, window_seconds=DAY, now=now)
    if not by_phone.allowed:
        raise TooManyCodes(retry_after=by_phone.retry_after)
    if not within_budget(now):
        raise SmsBudgetSpent(retry_after=3600)


def _takes_turn(index: str, now: datetime) -> bool:
    try:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute(TAKE_TURN, {"phone": index, "now": now, "before": now - PAUSE})
            return cursor.fetchone() is not None
    except DatabaseError as error:
        raise Unavailable from error


def send_code(*, phone: str, template: str, code: str = "", actor: Actor, now: datetime) -> SmsMessage:
    """Count and send a code, or the word that stands in its place for an unknown number. Raises as `allow_code`."""
    allow_code(phone=phone, ip=actor.ip, now=now)
    return send_sms(phone=phone, template=template, params={"code": code}, actor=actor, now=now)
