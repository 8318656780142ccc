"""The life of a worker's file.

A worker registers, or is entered by the enterprise that employs him; the platform looks at the file; only an approved worker can be
on line, and only who is on line gets new offers (BKG-14). A blocked worker (黑名单) may appeal; somebody else than who blocked him
decides.
"""

from django.db.models import TextChoices

from core.states import Machine, Transition


class Travel(TextChoices):
    """How a worker gets about."""

    FOOT = "foot", "步行"
    BICYCLE = "bicycle", "电动车"
    TRANSIT = "transit", "公交地铁"
    CAR = "car", "开车"


class WorkerState(TextChoices):
    """Where a worker's file stands."""

    DRAFT = "draft", "填写中"
    PENDING = "pending", "待审核"
    RETURNED = "returned", "退回补充"
    APPROVED = "approved", "已通过"
    SUSPENDED = "suspended", "暂停接单"
    BLOCKED = "blocked", "已拉黑"
    APPEALED = "appealed", "申诉中"
    LEFT = "left", "已离开"


S = WorkerState
TRANSITIONS: dict[tuple[str, str], Transition] = {
    (S.DRAFT, "submit"): Transition(S.PENDING, "submit", "提交审核"),
    (S.RETURNED, "submit"): Transition(S.PENDING, "submit", "补好了，再提交"),
    (S.PENDING, "approve"): Transition(S.APPROVED, "approve", "通过"),
    (S.PENDING, "return"): Transition(S.RETURNED, "approve", "退回补充", note_required=True),
    (S.APPROVED, "suspend"): Transition(S.SUSPENDED, "suspend", "暂停接单", note_required=True),
    (S.SUSPENDED, "resume"): Transition(S.APPROVED, "suspend", "恢复接单"),
    **{(state, "block"): Transition(S.BLOCKED, "block", "拉黑", note_required=True) for state in (S.APPROVED, S.SUSPENDED)},
    (S.BLOCKED, "appeal"): Transition(S.APPEALED, "appeal", "申诉", note_required=True),
    (S.APPEALED, "uphold"): Transition(S.BLOCKED, "decide_appeal", "维持", note_required=True),
    (S.APPEALED, "lift"): Transition(S.SUSPENDED, "decide_appeal", "撤销拉黑", note_required=True),
    **{(state, "leave"): Transition(S.LEFT, "leave", "不做了") for state in (S.DRAFT, S.RETURNED, S.APPROVED, S.SUSPENDED)},
    (S.LEFT, "return_to_work"): Transition(S.PENDING, "submit", "回来接活"),
}
WORKER_MACHINE = Machine("worker", "state", S.DRAFT, TRANSITIONS)
# In which a file may be changed, and in which nobody has checked the person yet.
CHANGEABLE = (S.DRAFT, S.RETURNED, S.PENDING, S.APPROVED, S.SUSPENDED)
UNCHECKED = (S.DRAFT, S.RETURNED)
TONES = {"pending": "warn", "returned": "bad", "approved": "ok", "suspended": "warn", "blocked": "bad", "appealed": "warn"}
# What a step is called in a history.
STEPS = {
    "submit": "交来审核",
    "approve": "通过",
    "return": "退回补充",
    "suspend": "暂停接单",
    "resume": "恢复接单",
    "block": "拉黑",
    "appeal": "申诉",
    "uphold": "维持拉黑",
    "lift": "撤销拉黑",
    "leave": "离开",
    "return_to_work": "回来接活",
}
