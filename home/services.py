"""The verbs for the menus: each change leaves its author, its time, a revision and an audit row (POR-08)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core.access import Actor, require
from core.audit.services import record
from core.content import bump
from core.revisions import keep
from home.models import MenuLink

SCOPE = "settings"


def add_link(*, actor: Actor, now: datetime, **fields: Any) -> MenuLink:
    """A new entry of a menu. Raises Forbidden, Invalid."""
    require(actor, "create", MenuLink)
    row = MenuLink(**fields)
    with transaction.atomic():
        keep(row, verb="add", fields=sorted(fields), scope=SCOPE, actor=actor, now=now)
    return row


def change_link(row: MenuLink, *, actor: Actor, now: datetime, **fields: Any) -> MenuLink:
    """Change what is different. Row lock. Raises Forbidden, Invalid."""
    require(actor, "update", row)
    with transaction.atomic():
        locked = MenuLink.objects.select_for_update(of=("self",)).get(pk=row.pk)
        changed = sorted(name for name, value in fields.items() if getattr(locked, name) != value)
        if not changed:
            return locked
        for name in changed:
            setattr(locked, name, fields[name])
        keep(locked, verb="change", fields=changed, scope=SCOPE, actor=actor, now=now)
    return locked


def remove_link(row: MenuLink, *, actor: Actor, now: datetime) -> None:
    """Take an entry out for good. Raises Forbidden."""
    require(actor, "delete", row)
    with transaction.atomic():
        record(actor, function="menu_link.delete", obj=row, detail={"name": row.label, "menu": row.menu}, now=now)
        row.delete()
        bump(SCOPE)
