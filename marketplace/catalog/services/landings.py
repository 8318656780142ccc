"""The verbs of landing pages' words: each change leaves its author, its time, a revision and an audit row (POR-08)."""

from datetime import datetime
from typing import Any

from core.access import Actor
from core.revisions import add_kept, change_kept, remove_kept
from marketplace.catalog.models import Landing
from marketplace.catalog.queries import SCOPE


def add_landing(*, actor: Actor, now: datetime, **fields: Any) -> Landing:
    """The words for a category or a service type. Raises Forbidden, Invalid."""
    return add_kept(Landing(), fields=fields, scope=SCOPE, actor=actor, now=now)


def change_landing(row: Landing, *, actor: Actor, now: datetime, **fields: Any) -> Landing:
    """Change what is different. Row lock. Raises Forbidden, Invalid."""
    return change_kept(row, fields=fields, scope=SCOPE, actor=actor, now=now)


def remove_landing(row: Landing, *, actor: Actor, now: datetime) -> None:
    """Delete them; the page goes on without. Raises Forbidden."""
    remove_kept(row, scope=SCOPE, actor=actor, now=now)
