"""Taking in an SMS: one row and one event, once for each id of the provider; who reads it decides what it means (dispatch.intake)."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from core import counters
from core.errors import Invalid
from core.outbox import publish
from core.texts import CONTROL
from members.phones import normalised
from notifications.events import SMS_RECEIVED
from notifications.gateways.inbound import LONGEST, Incoming
from notifications.models import InboundSms
from notifications.services.sms import DAY, index_of

PER_PHONE_AND_HOUR, PER_PHONE_AND_DAY = 20, 60
TEXT_LIFE = timedelta(days=30)


def receive(incoming: Incoming, *, provider: str, now: datetime) -> InboundSms:
    """Keep an SMS that came in and say so; the same id again is the same row. Commits on its own. Raises Invalid, Unavailable.

    Counted for each number before it is kept: beyond the limit it stands there, and nobody reads or answers it.
    """
    number = normalised(incoming.phone)
    if number is None:
        raise Invalid(fields={"from": ["请填 11 位的大陆手机号。"]})
    known = _known(incoming, provider)
    if known is not None:
        return known
    index = index_of(number)
    fate = InboundSms.Fate.TAKEN if _within(index, now) else InboundSms.Fate.TOO_MANY
    try:
        with transaction.atomic():
            row = InboundSms.objects.create(
                phone=number,
                phone_index=index,
                body=CONTROL.sub(" ", incoming.text)[:LONGEST],
                fate=fate,
                provider=provider,
                provider_id=incoming.id,
                received_at=now,
            )
            if fate == InboundSms.Fate.TAKEN:
                publish(SMS_RECEIVED, key=f"sms-from:{index[:32]}", inbound_id=row.pk)
            return row
    except IntegrityError:
        # The same call at the same moment: the other one has kept it.
        known = _known(incoming, provider)
        if known is None:
            raise
        return known


def _known(incoming: Incoming, provider: str) -> InboundSms | None:
    return InboundSms.objects.filter(provider=provider, provider_id=incoming.id).first()


def _within(index: str, now: datetime) -> bool:
    by_hour = counters.hit("sms.in.hour", index, limit=PER_PHONE_AND_HOUR, window_seconds=3600, now=now)
    return by_hour.allowed and counters.hit("sms.in.day", index, limit=PER_PHONE_AND_DAY, window_seconds=DAY, now=now).allowed


def clear_old_texts(*, now: datetime) -> int:
    """Empty the texts of what came in more than thirty days ago. Returns how many."""
    return InboundSms.objects.filter(received_at__lt=now - TEXT_LIFE, cleared_at=None).update(body="", cleared_at=now)
