"""Reads about messages."""

from typing import Any

from django.db import models

from core.access import Actor
from core.encryption import blind_index
from members.models import User
from members.phones import normalised
from notifications.models import InboundSms, Notice, SmsMessage

PAGE_SIZE = 20


def unread_count(user_id: int) -> int:
    """How many notices a person has not read."""
    return Notice.objects.filter(user_id=user_id, read_at=None).count()


def inbox(actor: Actor, *, before: int | None = None, size: int = PAGE_SIZE) -> list[Notice]:
    """The actor's notices, newest first, from the one before `before`; one more than `size` when there are more."""
    mine = Notice.objects.visible_to(actor).order_by("-pk")
    if before is not None:
        mine = mine.filter(pk__lt=before)
    return list(mine[: size + 1])


def inbox_count(actor: Actor) -> int:
    """How many notices the actor has."""
    return Notice.objects.visible_to(actor).count()


def latest(actor: Actor, size: int = 3) -> list[Notice]:
    """The newest notices for a start page."""
    return list(Notice.objects.visible_to(actor).order_by("-pk")[:size])


def simulated(phone: str = "", size: int = 50) -> models.QuerySet[SmsMessage]:
    """What the simulator has "sent", newest first; of one number when given."""
    found = SmsMessage.objects.filter(provider="simulator", state=SmsMessage.State.SENT).order_by("-pk")
    if phone:
        found = found.filter(phone_index=blind_index("sms.phone", normalised(phone) or ""))
    return found[:size]


def came_in(phone: str = "", size: int = 20) -> models.QuerySet[InboundSms]:
    """What was "sent" to us on the simulator's screen, newest first; from one number when given."""
    found = InboundSms.objects.filter(provider="simulator").order_by("-pk")
    if phone:
        found = found.filter(phone_index=blind_index("sms.phone", normalised(phone) or ""))
    return found[:size]


def own_data(user_id: int) -> list[dict[str, Any]]:
    """A person's notices, for the copy of the data."""
    return [as_dict(notice) for notice in Notice.objects.filter(user_id=user_id).order_by("pk")]


def own_texts(user_id: int) -> list[dict[str, Any]]:
    """What came to us by SMS from a person's proven number, for the copy of the data. Two queries."""
    phone = User.objects.filter(pk=user_id).values_list("phone", flat=True).first()
    rows = InboundSms.objects.filter(phone_index=blind_index("sms.phone", phone)).order_by("pk") if phone else []
    return [{"received_at": row.received_at.isoformat(), "text": row.body} for row in rows]


def as_dict(notice: Notice) -> dict[str, Any]:
    """A notice as the API gives it."""
    return {
        "id": notice.pk,
        "title": notice.title,
        "body": notice.body,
        "url": notice.url or None,
        "created_at": notice.created_at.isoformat(),
        "read_at": notice.read_at.isoformat() if notice.read_at else None,
    }
