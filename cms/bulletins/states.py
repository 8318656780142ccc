"""The life of a notice on the board (信息发布, POR-06).

What a member writes waits for staff while moderation is on; when it is off, the platform approves at once, so that the history shows
every step in both cases. What staff write for the network centre is public at once when they may approve, else it waits too.
"""

from django.db.models import TextChoices

from core.states import Machine, Transition


class BulletinKind(TextChoices):
    """What it is about."""

    SERVICE = "service", "便民服务"
    ACTIVITY = "activity", "活动通知"
    REMINDER = "reminder", "提醒"
    LOST_FOUND = "lost_found", "寻物招领"
    MUTUAL_HELP = "mutual_help", "邻里互助"


class BulletinState(TextChoices):
    """Where a notice stands."""

    DRAFT = "draft", "草稿"
    PENDING = "pending", "待审核"
    RETURNED = "returned", "退回修改"
    PUBLISHED = "published", "已发布"
    EXPIRED = "expired", "已过期"
    CLOSED = "closed", "已结束"
    HIDDEN = "hidden", "已撤下"


S = BulletinState
TRANSITIONS: dict[tuple[str, str], Transition] = {
    (S.DRAFT, "submit"): Transition(S.PENDING, "submit", "发布"),
    (S.RETURNED, "submit"): Transition(S.PENDING, "submit", "改好了，再发布"),
    (S.PENDING, "approve"): Transition(S.PUBLISHED, "approve", "通过"),
    (S.PENDING, "return"): Transition(S.RETURNED, "approve", "退回", note_required=True),
    (S.PENDING, "withdraw"): Transition(S.DRAFT, "withdraw", "撤回"),
    (S.PUBLISHED, "edit"): Transition(S.PENDING, "update", "修改"),
    (S.PUBLISHED, "expire"): Transition(S.EXPIRED, "expire", "到期"),
    **{(state, "close"): Transition(S.CLOSED, "withdraw", "结束") for state in (S.DRAFT, S.PENDING, S.RETURNED, S.PUBLISHED)},
    (S.PUBLISHED, "hide"): Transition(S.HIDDEN, "hide", "撤下", note_required=True),
    (S.HIDDEN, "restore"): Transition(S.PUBLISHED, "hide", "恢复显示"),
}
BULLETIN_MACHINE = Machine("bulletin", "state", S.DRAFT, TRANSITIONS)
EDITABLE = (S.DRAFT, S.PENDING, S.RETURNED, S.PUBLISHED)
TONES = {"pending": "warn", "returned": "bad", "published": "ok", "hidden": "bad"}
