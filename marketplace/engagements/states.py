"""The life of an engagement: one table for family, provider, whoever lives in, and the clock. See docs/concepts/engagements.md.

An engagement begins as `asked`: people are proposed or apply, the family chooses one. From then on that person's days are kept.
Nothing starts before the price is accepted and the contract is signed by both sides. What waits (`asked`, `quoted`, `signing`) is over
at its second for everybody who looks (`Engagement.is_over`); the scheduled job only writes down what has been true already.
"""

from django.db.models import TextChoices

from core.states import Machine, Transition


class EngagementState(TextChoices):
    """Where an engagement stands, as everybody reads it."""

    ASKED = "asked", "正在找人"
    QUOTED = "quoted", "等您定价格"
    SIGNING = "signing", "等双方签合同"
    SIGNED = "signed", "签好了，等上岗"
    TRIAL = "trial", "试用中"
    ACTIVE = "active", "服务中"
    ENDING = "ending", "说好了结束"
    DONE = "done", "服务期满"
    ENDED = "ended", "提前结束"
    CANCELLED = "cancelled", "已取消"
    WITHDRAWN = "withdrawn", "服务方退出"
    EXPIRED = "expired", "过时作废"


class Basis(TextChoices):
    """What a price is for."""

    TERM26 = "term26", "26 天"
    MONTH = "month", "月"
    DAY = "day", "天"


class AssessmentState(TextChoices):
    """Where a home assessment stands."""

    ASKED = "asked", "等安排评估"
    PLANNED = "planned", "约好了"
    DONE = "done", "评估完了"
    CANCELLED = "cancelled", "不评估了"
    REFUSED = "refused", "安排不了"


class SubstituteState(TextChoices):
    """What became of a proposal to send somebody else."""

    LOOKING = "looking", "正在找替补"
    OFFERED = "offered", "等您定替补"
    ACCEPTED = "accepted", "换好了"
    GIVEN_UP = "given_up", "家里不要了"
    CLOSED = "closed", "不用换了"
    EXPIRED = "expired", "没等到答复"


class FallenOut(TextChoices):
    """Why somebody else is needed."""

    PAPER = "paper", "证件到期"
    OFF = "off", "请了假"
    LEFT = "left", "不再接单"
    FAMILY = "family", "家里要求换人"


S, A, B = EngagementState, AssessmentState, SubstituteState
WAITING = (S.ASKED, S.QUOTED, S.SIGNING)
RUNNING = (S.TRIAL, S.ACTIVE, S.ENDING)
PROMISED = (S.SIGNED, *RUNNING)
OPEN = (*WAITING, *PROMISED)
SUBSTITUTE_OPEN = (B.LOOKING, B.OFFERED)

TRANSITIONS: dict[tuple[str, str], Transition] = {
    (S.ASKED, "choose"): Transition(S.QUOTED, "confirm", "就选这一位"),
    (S.QUOTED, "requote"): Transition(S.QUOTED, "accept", "重新报价", note_required=True),
    (S.QUOTED, "agree"): Transition(S.SIGNING, "confirm", "接受价格"),
    (S.QUOTED, "decline"): Transition(S.ASKED, "confirm", "不合适，再看看别人"),
    **{(state, "refuse"): Transition(S.ASKED, "accept", "接不了", note_required=True) for state in (S.QUOTED, S.SIGNING)},
    (S.SIGNING, "sign"): Transition(S.SIGNED, "sign", "签合同"),
    (S.SIGNED, "begin_trial"): Transition(S.TRIAL, "check_in", "上岗，开始试用"),
    (S.SIGNED, "begin"): Transition(S.ACTIVE, "check_in", "上岗"),
    (S.TRIAL, "keep"): Transition(S.ACTIVE, "confirm", "试用满意，留下"),
    (S.TRIAL, "pass"): Transition(S.ACTIVE, "expire", "试用期满"),
    **{(state, "replace"): Transition(state, "confirm", "换人") for state in PROMISED},
    **{(state, "extend"): Transition(state, "accept", "同意续期") for state in (S.TRIAL, S.ACTIVE)},
    **{(state, "end"): Transition(S.ENDING, "cancel", "结束服务") for state in (S.TRIAL, S.ACTIVE)},
    (S.ENDING, "part"): Transition(S.ENDED, "expire", "最后一天过了"),
    (S.ACTIVE, "finish"): Transition(S.DONE, "expire", "服务期满"),
    **{(state, "cancel"): Transition(S.CANCELLED, "cancel", "取消") for state in (*WAITING, S.SIGNED)},
    **{(state, "withdraw"): Transition(S.WITHDRAWN, "dispatch", "服务不了，退出", note_required=True) for state in PROMISED},
    **{(state, "give_up"): Transition(S.WITHDRAWN, "confirm", "不换人，不要了") for state in PROMISED},
    **{(state, "expire"): Transition(S.EXPIRED, "expire", "过时作废") for state in WAITING},
    (S.SIGNED, "lapse"): Transition(S.EXPIRED, "expire", "到期没有上岗"),
}
ENGAGEMENT_MACHINE = Machine("engagement", "state", S.ASKED, TRANSITIONS)
TONES = {
    "asked": "info",
    "quoted": "warn",
    "signing": "warn",
    "signed": "brand",
    "trial": "brand",
    "active": "ok",
    "ending": "warn",
    "done": "ok",
    "withdrawn": "bad",
}

ASSESSING: dict[tuple[str, str], Transition] = {
    **{(state, "plan"): Transition(A.PLANNED, "accept", "安排时间和评估员") for state in (A.ASKED, A.PLANNED)},
    (A.ASKED, "refuse"): Transition(A.REFUSED, "accept", "安排不了", note_required=True),
    (A.PLANNED, "complete"): Transition(A.DONE, "finish", "交评估结果"),
    **{(state, "cancel"): Transition(A.CANCELLED, "cancel", "不评估了") for state in (A.ASKED, A.PLANNED)},
    **{(state, "drop"): Transition(A.CANCELLED, "expire", "订单没有了，评估跟着取消") for state in (A.ASKED, A.PLANNED)},
}
ASSESSMENT_MACHINE = Machine("home_assessment", "state", A.ASKED, ASSESSING)
ASSESSMENT_TONES = {"asked": "warn", "planned": "brand", "done": "ok", "refused": "bad"}

SUBSTITUTING: dict[tuple[str, str], Transition] = {
    **{(state, "propose"): Transition(B.OFFERED, "dispatch", "提一位替补") for state in SUBSTITUTE_OPEN},
    (B.OFFERED, "accept"): Transition(B.ACCEPTED, "confirm", "同意换成这一位"),
    (B.OFFERED, "decline"): Transition(B.LOOKING, "confirm", "换一位看看"),
    **{(state, "give_up"): Transition(B.GIVEN_UP, "confirm", "不换了，免费取消") for state in SUBSTITUTE_OPEN},
    **{(state, "wait"): Transition(B.CLOSED, "confirm", "不用换，等原来的人") for state in SUBSTITUTE_OPEN},
    **{(state, "close"): Transition(B.CLOSED, "expire", "不用换了") for state in SUBSTITUTE_OPEN},
    **{(state, "expire"): Transition(B.EXPIRED, "expire", "没等到答复") for state in SUBSTITUTE_OPEN},
}
SUBSTITUTE_MACHINE = Machine("substitute", "state", B.LOOKING, SUBSTITUTING)
SUBSTITUTE_TONES = {"looking": "warn", "offered": "warn", "accepted": "ok", "expired": "bad"}
