"""The life of a job posting, and of an application for it.

A posting is always looked at by staff before it is public. Its end is a condition on time; the move to "expired" only writes down
what visitors have seen already.
"""

from django.db.models import TextChoices

from core.states import Machine, Transition


class JobKind(TextChoices):
    """How one works."""

    FULL_TIME = "full_time", "全职"
    HOURLY = "hourly", "钟点"
    LIVE_IN = "live_in", "住家"


class Programme(TextChoices):
    """The public programme that a posting belongs to (LAB-03)."""

    NONE = "", "不属于专项"
    WOMEN = "womens_transfer", "妇女劳动力转移就业"
    REEMPLOYMENT = "reemployment", "再就业工程"


class JobState(TextChoices):
    """Where a posting stands."""

    DRAFT = "draft", "草稿"
    PENDING = "pending", "待审核"
    RETURNED = "returned", "退回修改"
    PUBLISHED = "published", "招聘中"
    EXPIRED = "expired", "已过期"
    CLOSED = "closed", "已结束"
    HIDDEN = "hidden", "已撤下"


S = JobState
TRANSITIONS: dict[tuple[str, str], Transition] = {
    (S.DRAFT, "submit"): Transition(S.PENDING, "submit", "发布"),
    (S.RETURNED, "submit"): Transition(S.PENDING, "submit", "改好了，再发布"),
    (S.PENDING, "approve"): Transition(S.PUBLISHED, "approve", "通过"),
    (S.PENDING, "return"): Transition(S.RETURNED, "approve", "退回", note_required=True),
    (S.PENDING, "withdraw"): Transition(S.DRAFT, "withdraw", "撤回"),
    (S.PUBLISHED, "edit"): Transition(S.PENDING, "update", "修改"),
    (S.PUBLISHED, "renew"): Transition(S.PUBLISHED, "renew", "再招 30 天"),
    (S.EXPIRED, "renew"): Transition(S.PENDING, "renew", "再招 30 天"),
    (S.PUBLISHED, "expire"): Transition(S.EXPIRED, "expire", "到期"),
    **{(state, "close"): Transition(S.CLOSED, "withdraw", "结束招聘") for state in (S.DRAFT, S.PENDING, S.RETURNED, S.PUBLISHED, S.EXPIRED)},
    (S.PUBLISHED, "hide"): Transition(S.HIDDEN, "hide", "撤下", note_required=True),
    (S.HIDDEN, "restore"): Transition(S.PUBLISHED, "hide", "恢复显示"),
}
JOB_MACHINE = Machine("job_posting", "state", S.DRAFT, TRANSITIONS)
EDITABLE = (S.DRAFT, S.PENDING, S.RETURNED, S.PUBLISHED)
TONES = {"pending": "warn", "returned": "bad", "published": "ok", "hidden": "bad"}


class ApplicationState(TextChoices):
    """Where an application stands, as both sides see it."""

    SUBMITTED = "submitted", "已投递"
    SEEN = "seen", "已看过"
    CONTACTED = "contacted", "已联系"
    DECLINED = "declined", "不合适"
    WITHDRAWN = "withdrawn", "已撤回"


A = ApplicationState
# A person has at most one of these for a posting.
OPEN = (A.SUBMITTED, A.SEEN, A.CONTACTED)
APPLICATION_MACHINE = Machine(
    "job_application",
    "state",
    A.SUBMITTED,
    {
        (A.SUBMITTED, "see"): Transition(A.SEEN, "handle", "记为看过"),
        (A.SUBMITTED, "contact"): Transition(A.CONTACTED, "handle", "联系，看号码"),
        (A.SEEN, "contact"): Transition(A.CONTACTED, "handle", "联系，看号码"),
        **{(state, "decline"): Transition(A.DECLINED, "handle", "不合适") for state in OPEN},
        **{(state, "withdraw"): Transition(A.WITHDRAWN, "withdraw", "撤回应聘") for state in OPEN},
    },
)
APPLICATION_TONES = {"submitted": "info", "seen": "brand", "contacted": "ok"}
