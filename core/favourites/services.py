"""Saving a thing for oneself, and letting it go."""

from datetime import datetime

from django.db import transaction

from core.access import Actor, require
from core.audit.services import record
from core.errors import NotFound, Unauthenticated
from core.favourites.errors import ShelfFull
from core.favourites.models import Favourite
from core.favourites.parameters import MOST
from core.favourites.queries import saveable


def save_favourite(kind: str, number: int, *, actor: Actor, now: datetime) -> Favourite:
    """Save a public thing for oneself; saving it twice changes nothing. Raises NotFound, Unauthenticated, Forbidden, ShelfFull (FAM-02)."""
    subject = saveable(kind, number, now=now)
    if subject is None:
        raise NotFound
    require(actor, "create", Favourite)
    if actor.user_id is None:
        raise Unauthenticated
    most = MOST.at(now)
    with transaction.atomic():
        own = Favourite.objects.filter(user_id=actor.user_id)
        if own.count() >= most and not own.filter(kind=kind, number=number).exists():
            raise ShelfFull(f"最多收藏 {most} 样，先拿掉几样不看的。")
        row, fresh = Favourite.objects.get_or_create(user_id=actor.user_id, kind=kind, number=number, defaults={"saved_at": now, "title": subject.title[:255]})
        if fresh:
            record(actor, function="favourite.save", obj=row, now=now)
    return row


def drop_favourite(row: Favourite, *, actor: Actor, now: datetime) -> None:
    """Let a saved thing go. Raises NotFound for somebody else's."""
    require(actor, "delete", row)
    with transaction.atomic():
        record(actor, function="favourite.drop", obj=row, now=now)
        row.delete()
