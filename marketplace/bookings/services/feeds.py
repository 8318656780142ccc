"""Calendar feeds: a secret address that its person makes, replaces and ends (X-BK-12)."""

import secrets
from datetime import datetime

from django.db import transaction

from core.access import Actor, require
from core.audit.services import record
from marketplace.bookings.models import CalendarFeed
from marketplace.bookings.queries.feeds import index_of
from members.models import User


def open_feed(*, actor: Actor, now: datetime) -> CalendarFeed:
    """A fresh address; an older one is worthless from now on. Locks the person. Raises Unauthenticated, Forbidden."""
    require(actor, "create", CalendarFeed)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        person = User.objects.select_for_update(no_key=True).get(pk=actor.user_id)
        values = {"token": token, "token_index": index_of(token), "created_at": now}
        feed, _ = CalendarFeed.objects.update_or_create(user=person, defaults=values)
        record(actor, function="calendar_feed.create", obj=feed, now=now)
    return feed


def close_feed(*, actor: Actor, now: datetime) -> None:
    """No address any more. Raises Unauthenticated, Forbidden."""
    require(actor, "delete", CalendarFeed)
    with transaction.atomic():
        gone, _ = CalendarFeed.objects.filter(user_id=actor.user_id or 0).delete()
        if gone:
            record(actor, function="calendar_feed.delete", detail={"rows": gone}, now=now)
