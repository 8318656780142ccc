"""The life of a listing, and of an enquiry about it.

A listing waits for moderation only when moderation is on; when it is off, the platform approves at once, so that the history
shows every step in both cases.
"""

from django.db.models import TextChoices

from core.states import Machine, Transition


class Side(TextChoices):
    """Supply or demand (供求)."""

    OFFER = "offer", "供应"
    REQUEST = "request", "需求"


class PartOfDay(TextChoices):
    """In which part of the day somebody should come; without one any time will do (CLS-03)."""

    ANY = "", "都可以"
    MORNING = "morning", "上午"
    AFTERNOON = "afternoon", "下午"
    EVENING = "evening", "晚上"
    WHOLE_DAY = "whole_day", "全天"


class ListingState(TextChoices):
    """Where a listing stands."""

    DRAFT = "draft", "草稿"
    PENDING = "pending", "待审核"
    RETURNED = "returned", "退回修改"
    PUBLISHED = "published", "已发布"
    PAUSED = "paused", "暂停"
    EXPIRED = "expired", "已过期"
    CLOSED = "closed", "已关闭"
    HIDDEN = "hidden", "已撤下"


S = ListingState
TRANSITIONS: dict[tuple[str, str], Transition] = {
    (S.DRAFT, "submit"): Transition(S.PENDING, "submit", "发布"),
    (S.RETURNED, "submit"): Transition(S.PENDING, "submit", "改好了，再发布"),
    (S.PENDING, "approve"): Transition(S.PUBLISHED, "approve", "通过"),
    (S.PENDING, "return"): Transition(S.RETURNED, "approve", "退回", note_required=True),
    (S.PENDING, "withdraw"): Transition(S.DRAFT, "withdraw", "撤回"),
    (S.PUBLISHED, "edit"): Transition(S.PENDING, "update", "修改"),
    (S.PAUSED, "edit"): Transition(S.PENDING, "update", "修改"),
    (S.PUBLISHED, "pause"): Transition(S.PAUSED, "withdraw", "暂停"),
    (S.PAUSED, "resume"): Transition(S.PUBLISHED, "submit", "恢复"),
    (S.PUBLISHED, "renew"): Transition(S.PUBLISHED, "renew", "续期"),
    (S.EXPIRED, "renew"): Transition(S.PENDING, "renew", "续期"),
    (S.PUBLISHED, "expire"): Transition(S.EXPIRED, "expire", "到期"),
    (S.PAUSED, "expire"): Transition(S.EXPIRED, "expire", "到期"),
    **{(state, "close"): Transition(S.CLOSED, "withdraw", "关闭") for state in (S.DRAFT, S.PENDING, S.RETURNED, S.PUBLISHED, S.PAUSED, S.EXPIRED)},
    (S.PUBLISHED, "hide"): Transition(S.HIDDEN, "hide", "撤下", note_required=True),
    (S.PAUSED, "hide"): Transition(S.HIDDEN, "hide", "撤下", note_required=True),
    (S.HIDDEN, "restore"): Transition(S.PUBLISHED, "hide", "恢复显示"),
}
LISTING_MACHINE = Machine("listing", "state", S.DRAFT, TRANSITIONS)
EDITABLE = (S.DRAFT, S.PENDING, S.RETURNED, S.PUBLISHED, S.PAUSED)
TONES = {"pending": "warn", "returned": "bad", "published": "ok", "paused": "info", "hidden": "bad"}


class EnquiryState(TextChoices):
    """Where an enquiry stands."""

    OPEN = "open", "进行中"
    CLOSED = "closed", "已结束"
    HIDDEN = "hidden", "已撤下"


E = EnquiryState
ENQUIRY_MACHINE = Machine(
    "enquiry",
    "state",
    E.OPEN,
    {
        (E.OPEN, "close"): Transition(E.CLOSED, "close", "结束"),
        (E.CLOSED, "reopen"): Transition(E.OPEN, "reply", "接着聊"),
        (E.OPEN, "hide"): Transition(E.HIDDEN, "hide", "撤下", note_required=True),
        (E.CLOSED, "hide"): Transition(E.HIDDEN, "hide", "撤下", note_required=True),
        (E.HIDDEN, "restore"): Transition(E.OPEN, "hide", "恢复"),
    },
)
