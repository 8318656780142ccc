"""What its people do with a notice later, and what time does."""

from datetime import datetime

from django.db import transaction

from cms.bulletins.events import BULLETIN_CHANGED, BULLETIN_CLOSED
from cms.bulletins.models import Bulletin
from cms.bulletins.services.telling import changed, tell
from cms.bulletins.states import BulletinState
from core.access import Actor
from core.states import move


def withdraw(bulletin: Bulletin, *, actor: Actor, now: datetime) -> Bulletin:
    """Take a waiting notice back to change it. Raises NotFound, Forbidden, IllegalTransition."""
    with transaction.atomic():
        row = move(bulletin, "withdraw", actor=actor, now=now)
        changed(row, BULLETIN_CHANGED)
    return row


def close(bulletin: Bulletin, *, actor: Actor, now: datetime) -> Bulletin:
    """End it before its time. Raises NotFound, Forbidden, IllegalTransition."""
    with transaction.atomic():
        row = move(bulletin, "close", actor=actor, now=now)
        changed(row, BULLETIN_CLOSED)
    return row


def expire_due(*, actor: Actor, now: datetime, limit: int = 200) -> int:
    """Move notices whose time is over; each in a transaction of its own. Returns how many. The public side never waits for this."""
    due = Bulletin.objects.filter(state=BulletinState.PUBLISHED, expires_at__lte=now).order_by("expires_at", "pk")
    done = 0
    for number in due.values_list("pk", flat=True)[:limit]:
        with transaction.atomic():
            waiting = Bulletin.objects.select_for_update(of=("self",), skip_locked=True).select_related("enterprise")
            fresh = waiting.filter(pk=number, state=BulletinState.PUBLISHED, expires_at__lte=now).first()
            if fresh is None:
                continue
            row = move(fresh, "expire", actor=actor, now=now)
            changed(row, BULLETIN_CLOSED)
            tell(row, title="公告到期了", body=f"「{row.title}」到期不再显示，还要发就重新写一条。", now=now)
            done += 1
    return done
