"""The life of what comes in, the same for a question and for feedback: nobody's → somebody's → answered → closed, and open again.

An answer is a move with a note, so the history keeps every answer that was ever given, with who and when.
"""

from django.db.models import TextChoices

from core.states import Machine, Transition


class TicketState(TextChoices):
    """Where it stands."""

    NEW = "new", "待受理"
    ASSIGNED = "assigned", "处理中"
    ANSWERED = "answered", "已答复"
    CLOSED = "closed", "已办结"


class FeedbackKind(TextChoices):
    """What somebody has to say (CMP-11)."""

    SUGGESTION = "suggestion", "建议"
    COMPLAINT = "complaint", "投诉"
    CORRECTION = "correction", "纠错"
    PRAISE = "praise", "表扬"


class Channel(TextChoices):
    """By which way it came."""

    WEB = "web", "网页"
    API = "api", "手机应用"
    PHONE = "phone", "电话"
    DESK = "desk", "到店"
    SMS = "sms", "短信"


LONGEST_ANSWER = 2000
S = TicketState
TRANSITIONS: dict[tuple[str, str], Transition] = {
    (S.NEW, "take"): Transition(S.ASSIGNED, "handle", "我来办"),
    (S.NEW, "assign"): Transition(S.ASSIGNED, "assign", "指派"),
    (S.ASSIGNED, "assign"): Transition(S.ASSIGNED, "assign", "改派"),
    (S.ASSIGNED, "answer"): Transition(S.ANSWERED, "handle", "答复", note_required=True),
    (S.NEW, "dismiss"): Transition(S.CLOSED, "handle", "不用答复，办结", note_required=True),
    (S.ASSIGNED, "dismiss"): Transition(S.CLOSED, "handle", "不用答复，办结", note_required=True),
    (S.ANSWERED, "close"): Transition(S.CLOSED, "handle", "办结"),
    (S.ANSWERED, "reopen"): Transition(S.ASSIGNED, "reopen", "还要再问", note_required=True),
    (S.CLOSED, "reopen"): Transition(S.ASSIGNED, "reopen", "还要再问", note_required=True),
}
FEEDBACK_MACHINE = Machine("feedback", "state", S.NEW, TRANSITIONS, longest_note=LONGEST_ANSWER)
CONSULTATION_MACHINE = Machine("consultation", "state", S.NEW, TRANSITIONS, longest_note=LONGEST_ANSWER)


class CallState(TextChoices):
    """Where a call stands."""

    RINGING = "ringing", "响铃中"
    ANSWERED = "answered", "通话中"
    ENDED = "ended", "已挂断"
    MISSED = "missed", "没接到"


class Outcome(TextChoices):
    """What came of a call."""

    ORDER = "order", "约成订单"
    MOVED = "moved", "改了时间"
    CANCELLED = "cancelled", "取消订单"
    CONSULTATION = "consultation", "记了咨询"
    ANSWERED = "answered", "当场答复"
    WRONG = "wrong", "打错或骚扰"


C = CallState
CALL_TRANSITIONS: dict[tuple[str, str], Transition] = {
    (C.RINGING, "answer"): Transition(C.ANSWERED, "handle", "接听"),
    (C.ANSWERED, "hang_up"): Transition(C.ENDED, "handle", "挂断"),
    (C.RINGING, "miss"): Transition(C.MISSED, "expire", "没接到"),
}
CALL_MACHINE = Machine("call", "state", C.RINGING, CALL_TRANSITIONS)
CALL_TONES = {"ringing": "warn", "answered": "ok", "missed": "bad"}
TONES = {"new": "warn", "assigned": "info", "answered": "ok"}
