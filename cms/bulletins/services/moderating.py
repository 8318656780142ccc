"""Staff look at notices: approve, return with a reason, take down, restore (POR-06)."""

from datetime import datetime

from django.db import transaction

from cms.bulletins.errors import NotYourNotice, TimeIsOver
from cms.bulletins.events import BULLETIN_CHANGED, BULLETIN_CLOSED, BULLETIN_PUBLISHED
from cms.bulletins.models import Bulletin
from cms.bulletins.services.telling import changed, tell
from cms.bulletins.services.writing import locked, make_public, require_standing
from core.access import Actor, require
from core.moderation import Moderation

MODERATION: Moderation[Bulletin] = Moderation(
    "bulletin", "公告", NotYourNotice, changed, tell, on_return=BULLETIN_CHANGED, on_hide=BULLETIN_CLOSED, on_restore=BULLETIN_PUBLISHED
)
return_bulletin, hide, restore = MODERATION.send_back, MODERATION.hide, MODERATION.restore


def approve(bulletin: Bulletin, *, actor: Actor, now: datetime) -> Bulletin:
    """Make a waiting notice public. Row lock. Raises Forbidden, NotYourNotice, NoticesNotApproved, TimeIsOver, IllegalTransition."""
    require(actor, "approve", bulletin)
    MODERATION.require_other(bulletin, actor=actor, event="approve")
    with transaction.atomic():
        row = locked(bulletin)
        require_standing(row.enterprise)
        if row.expires_at is not None and row.expires_at <= now:
            raise TimeIsOver
        row = make_public(row, actor=actor, now=now)
        tell(row, title="公告发布了", body=f"「{row.title}」通过审核，现在谁都能看到。", now=now)
    return row
