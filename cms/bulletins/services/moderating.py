"""Staff look at notices: approve, return with a reason, take down, restore; and the switch 先审后发 (POR-06)."""

from datetime import datetime

from django.db import transaction

from cms.bulletins.errors import NotYourNotice, TimeIsOver
from cms.bulletins.events import BULLETIN_CHANGED, BULLETIN_CLOSED, BULLETIN_PUBLISHED
from cms.bulletins.models import Bulletin
from cms.bulletins.services.telling import changed, tell
from cms.bulletins.services.writing import locked, make_public, require_standing
from core.access import SYSTEM_ROLE, Actor, require
from core.states import move


def _require_other(row: Bulletin, *, actor: Actor, event: str) -> None:
    """Maker and checker are two people (ROL-02)."""
    if SYSTEM_ROLE in actor.roles:
        return
    if (row.author_id is not None and row.author_id == actor.user_id) or row.access_scopes(actor) & {"o", "t"}:
        raise NotYourNotice(audit={"function": f"bulletin.{event}", "object": row})


def approve(bulletin: Bulletin, *, actor: Actor, now: datetime) -> Bulletin:
    """Make a waiting notice public. Row lock. Raises Forbidden, NotYourNotice, NoticesNotApproved, TimeIsOver, IllegalTransition."""
    require(actor, "approve", bulletin)
    _require_other(bulletin, actor=actor, event="approve")
    with transaction.atomic():
        row = locked(bulletin)
        require_standing(row.enterprise)
        if row.expires_at is not None and row.expires_at <= now:
            raise TimeIsOver
        row = make_public(row, actor=actor, now=now)
        tell(row, title="公告发布了", body=f"「{row.title}」通过审核，现在谁都能看到。", now=now)
    return row


def return_bulletin(bulletin: Bulletin, *, actor: Actor, now: datetime, note: str) -> Bulletin:
    """Send a waiting notice back with a reason. Raises Forbidden, NotYourNotice, Invalid without a reason, IllegalTransition."""
    require(actor, "approve", bulletin)
    _require_other(bulletin, actor=actor, event="return")
    with transaction.atomic():
        row = move(bulletin, "return", actor=actor, now=now, note=note)
        changed(row, BULLETIN_CHANGED)
        tell(row, title="公告要改一下再发", body=f"「{row.title}」没有通过：{note.strip()} 改好再提交就行。", now=now)
    return row


def hide(bulletin: Bulletin, *, actor: Actor, now: datetime, note: str) -> Bulletin:
    """Take a notice down with a reason; its page is gone at commit. Raises Forbidden, NotYourNotice, Invalid, IllegalTransition."""
    require(actor, "hide", bulletin)
    _require_other(bulletin, actor=actor, event="hide")
    with transaction.atomic():
        row = move(bulletin, "hide", actor=actor, now=now, note=note)
        changed(row, BULLETIN_CLOSED)
        tell(row, title="公告被撤下了", body=f"「{row.title}」：{note.strip()} 有异议打服务热线。", now=now)
    return row


def restore(bulletin: Bulletin, *, actor: Actor, now: datetime) -> Bulletin:
    """Show a notice again. Raises Forbidden, NotYourNotice, IllegalTransition."""
    require(actor, "hide", bulletin)
    _require_other(bulletin, actor=actor, event="restore")
    with transaction.atomic():
        row = move(bulletin, "restore", actor=actor, now=now)
        changed(row, BULLETIN_PUBLISHED)
        tell(row, title="公告恢复显示了", body=f"「{row.title}」又能被看到了。", now=now)
    return row
