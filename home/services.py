"""The verbs for the menus: each change leaves its author, its time, a revision and an audit row (POR-08)."""

from datetime import datetime
from typing import Any

from core.access import Actor
from core.revisions import add_kept, change_kept, remove_kept
from home.models import MenuLink

SCOPE = "settings"


def add_link(*, actor: Actor, now: datetime, **fields: Any) -> MenuLink:
    """A new entry of a menu. Raises Forbidden, Invalid."""
    return add_kept(MenuLink(), fields=fields, scope=SCOPE, actor=actor, now=now)


def change_link(row: MenuLink, *, actor: Actor, now: datetime, **fields: Any) -> MenuLink:
    """Change what is different. Row lock. Raises Forbidden, Invalid."""
    return change_kept(row, fields=fields, scope=SCOPE, actor=actor, now=now)


def remove_link(row: MenuLink, *, actor: Actor, now: datetime) -> None:
    """Take an entry out for good. Raises Forbidden."""
    remove_kept(row, scope=SCOPE, actor=actor, now=now)
