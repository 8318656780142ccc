"""The verbs for what editors put onto pages: each change leaves its author, its time, a revision and an audit row (POR-08)."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from cms.pages.models import Advert, Announcement, Banner, Placement, PlacementDay
from core.access import Actor
from core.codes import short_code
from core.daily import count_once
from core.revisions import add_kept, change_kept, remove_kept

SCOPE = "settings"
LENGTH = 8
Kind = type[Announcement] | type[Banner] | type[Advert]


def place(kind: Kind, /, *, actor: Actor, now: datetime, **fields: Any) -> Placement:
    """A new announcement, banner or advert. Raises Forbidden, Invalid."""
    row = kind(slot=kind.slots[0])
    if isinstance(row, Advert):
        row.code = short_code(LENGTH)
    return add_kept(row, fields=fields, scope=SCOPE, actor=actor, now=now)


def change_placement(row: Placement, *, actor: Actor, now: datetime, **fields: Any) -> Placement:
    """Change what is different. Row lock. Raises Forbidden, Invalid."""
    return change_kept(row, fields=fields, scope=SCOPE, actor=actor, now=now)


def remove_placement(row: Placement, *, actor: Actor, now: datetime) -> None:
    """Delete it, and its clicks with it. Raises Forbidden."""
    remove_kept(row, scope=SCOPE, actor=actor, now=now)


def count_click(advert: Advert, *, now: datetime) -> None:
    """One click more today. One statement; nothing about who it was (MKT-14)."""
    count_once(PlacementDay, "clicks", day=timezone.localdate(now), placement_id=advert.pk)
