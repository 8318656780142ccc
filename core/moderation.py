"""What staff do with what people publish: send it back with a reason, take it down, show it again. One mechanism for every slice.

A slice says once what it is called, whom it tells and what changes with it; how it becomes public (`approve`) stays its own.
Maker and checker are two people everywhere (ROL-02).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.db import models, transaction

from core.access import SYSTEM_ROLE, Actor, require
from core.errors import Forbidden
from core.outbox import Event
from core.states import move

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Moderation(Generic[Row]):
    """The verbs of one kind of row. `noun`: what it is called in notices; `changed(row, event)`: what follows inside the
    transaction; `tell(row, title=, body=, now=)`: a notice to whoever answers for it.
    """

    resource: str
    noun: str
    not_yours: type[Forbidden]
    changed: Callable[[Row, Event], None]
    tell: Callable[..., None]
    on_return: Event
    on_hide: Event
    on_restore: Event

    def require_other(self, row: Row, *, actor: Actor, event: str) -> None:
        """Whoever wrote it, or works where it comes from, does not decide on it. Raises `not_yours`."""
        if SYSTEM_ROLE in actor.roles:
            return
        author = getattr(row, "author_id", None)
        if (author is not None and author == actor.user_id) or row.access_scopes(actor) & {"o", "t"}:  # type: ignore[attr-defined]
            raise self.not_yours(audit={"function": f"{self.resource}.{event}", "object": row})

    def send_back(self, row: Row, /, *, actor: Actor, now: datetime, note: str) -> Row:
        """Send a waiting row back with a reason. Raises Forbidden, `not_yours`, Invalid without a reason, IllegalTransition."""
        return self._moved(row, "return", "approve", self.on_return, f"{self.noun}要改一下再发", "「{}」没有通过：{} 改好再提交就行。", actor, now, note)

    def hide(self, row: Row, /, *, actor: Actor, now: datetime, note: str) -> Row:
        """Take a row down with a reason; its page is gone at commit. Raises Forbidden, `not_yours`, Invalid, IllegalTransition."""
        return self._moved(row, "hide", "hide", self.on_hide, f"{self.noun}被撤下了", "「{}」：{} 有异议打服务热线。", actor, now, note)

    def restore(self, row: Row, /, *, actor: Actor, now: datetime) -> Row:
        """Show a row again. Raises Forbidden, `not_yours`, IllegalTransition."""
        return self._moved(row, "restore", "hide", self.on_restore, f"{self.noun}恢复显示了", "「{}」又能被看到了。", actor, now, "")

    def _moved(self, row: Row, event: str, right: str, told: Event, title: str, body: str, actor: Actor, now: datetime, note: str) -> Row:
        require(actor, right, row)
        self.require_other(row, actor=actor, event=event)
        with transaction.atomic():
            moved = move(row, event, actor=actor, now=now, note=note)
            self.changed(moved, told)
            self.tell(moved, title=title, body=body.format(moved.title, note.strip()), now=now)  # type: ignore[attr-defined]
        return moved
