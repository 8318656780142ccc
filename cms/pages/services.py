"""The verbs for what editors put onto pages: each change leaves its author, its time, a revision and an audit row (POR-08)."""

import secrets
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from cms.pages.models import Advert, Announcement, Banner, Placement
from core.access import Actor, require
from core.audit.services import record
from core.content import bump
from core.revisions import keep

SCOPE = "settings"
# Without what looks alike on paper: 0 O 1 I L.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8
COUNT = """INSERT INTO pages_placementday (placement_id, day, clicks) VALUES (%s, %s, 1)
 ON CONFLICT (placement_id, day) DO UPDATE SET clicks = pages_placementday.clicks + 1"""
Kind = type[Announcement] | type[Banner] | type[Advert]


def place(kind: Kind, /, *, actor: Actor, now: datetime, **fields: Any) -> Placement:
    """A new announcement, banner or advert. Raises Forbidden, Invalid."""
    require(actor, "create", kind)
    row = kind(slot=kind.slots[0])
    for name, value in fields.items():
        setattr(row, name, value)
    if isinstance(row, Advert):
        row.code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    with transaction.atomic():
        keep(row, verb="add", fields=sorted(fields), scope=SCOPE, actor=actor, now=now)
    return row


def change_placement(row: Placement, *, actor: Actor, now: datetime, **fields: Any) -> Placement:
    """Change what is different. Row lock. Raises Forbidden, Invalid."""
    require(actor, "update", row)
    with transaction.atomic():
        locked = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
        changed = sorted(name for name, value in fields.items() if getattr(locked, name) != value)
        if not changed:
            return locked
        for name in changed:
            setattr(locked, name, fields[name])
        keep(locked, verb="change", fields=changed, scope=SCOPE, actor=actor, now=now)
    return locked


def remove_placement(row: Placement, *, actor: Actor, now: datetime) -> None:
    """Delete it; its clicks go with it, its revisions do not outlive it, the audit row does. Raises Forbidden."""
    require(actor, "delete", row)
    with transaction.atomic():
        locked = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
        record(actor, function=f"{locked.access_resource}.delete", obj=locked, detail={"title": locked.title}, now=now)
        locked.delete()
        bump(SCOPE)


def count_click(advert: Advert, *, now: datetime) -> None:
    """One click more today. One statement; nothing about who it was (MKT-14)."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [advert.pk, timezone.localdate(now)])
