"""The life of an urgent order, from what happened to somebody who comes.

    quoted ─ agree → offering ─ widen → offering … ─ escalate → escalated ─ overdue → escalated
                        └ take / appoint → taken        └ appoint → taken, give_up → failed

What ends by the clock (the price, a wave, the dispatcher's time) is over at that second for everybody who looks (`UrgentOrder.stage`); the
scheduled job only writes it down and asks the next ones.
"""

from django.db.models import TextChoices

from core.states import Machine, Transition


class UrgentState(TextChoices):
    """Where an urgent order stands."""

    QUOTED = "quoted", "等确认价格"
    OFFERING = "offering", "正在找人"
    ESCALATED = "escalated", "调度在派"
    TAKEN = "taken", "有人接了"
    CANCELLED = "cancelled", "取消了"
    FAILED = "failed", "没派成"
    EXPIRED = "expired", "过时作废"


class Stage(TextChoices):
    """Where it stands at a moment, whatever the row still says."""

    QUOTED = "quoted", "看价格，确认后马上找人"
    EXPIRED = "expired", "没有确认，作废了"
    OFFERING = "offering", "正在问附近的师傅"
    WIDENING = "widening", "这一轮没人接，马上再往远处问"
    ESCALATED = "escalated", "附近没人接，调度正在一个个打电话"
    OVERDUE = "overdue", "比说好的慢了，负责人已经接手"
    TAKEN = "taken", "有人接了，正赶过去"
    CANCELLED = "cancelled", "取消了"
    FAILED = "failed", "这次没派成"


S = UrgentState
SEARCHING = (S.OFFERING, S.ESCALATED)
OPEN = (S.QUOTED, *SEARCHING)
TRANSITIONS: dict[tuple[str, str], Transition] = {
    (S.QUOTED, "agree"): Transition(S.OFFERING, "confirm", "接受价格，马上找人"),
    (S.QUOTED, "expire"): Transition(S.EXPIRED, "expire", "过时作废"),
    (S.OFFERING, "widen"): Transition(S.OFFERING, "expire", "再问远一点"),
    (S.OFFERING, "escalate"): Transition(S.ESCALATED, "expire", "转给调度"),
    (S.ESCALATED, "overdue"): Transition(S.ESCALATED, "expire", "过了时限"),
    (S.OFFERING, "take"): Transition(S.TAKEN, "accept", "接单"),
    **{(state, "appoint"): Transition(S.TAKEN, "dispatch", "派给他") for state in SEARCHING},
    **{(state, "cancel"): Transition(S.CANCELLED, "cancel", "不用来了") for state in OPEN},
    (S.ESCALATED, "give_up"): Transition(S.FAILED, "dispatch", "派不出去", note_required=True),
}
URGENT_MACHINE = Machine("urgent", "state", S.QUOTED, TRANSITIONS)
TONES = {"quoted": "warn", "offering": "brand", "escalated": "bad", "taken": "ok", "failed": "bad"}
STEPS = {
    "agree": "接受价格，开始找人",
    "expire": "没有确认，作废",
    "widen": "没人接，再问远一点",
    "escalate": "没人接，转给调度",
    "overdue": "过了调度的时限",
    "take": "有人接了",
    "appoint": "调度派了人",
    "cancel": "家里取消",
    "give_up": "派不出去",
}
