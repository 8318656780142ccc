"""The life of a follow-up: nobody's → somebody's → closed with a result; open again when something comes of it."""

from django.db.models import TextChoices

from core.states import Machine, Transition


class FollowUpState(TextChoices):
    """Where it stands."""

    OPEN = "open", "待回访"
    TAKEN = "taken", "在回访"
    CLOSED = "closed", "回访完了"


class Result(TextChoices):
    """How it went."""

    GOOD = "good", "满意"
    FAIR = "fair", "还行，有意见"
    BAD = "bad", "不满意，要处理"
    UNREACHED = "unreached", "打了几次没人接"


S = FollowUpState
FOLLOW_UP_MACHINE = Machine(
    "follow_up",
    "state",
    S.OPEN,
    {
        (S.OPEN, "take"): Transition(S.TAKEN, "handle", "我来回访"),
        (S.TAKEN, "hand_back"): Transition(S.OPEN, "handle", "放回去"),
        (S.OPEN, "close"): Transition(S.CLOSED, "handle", "记下结果", note_required=True),
        (S.TAKEN, "close"): Transition(S.CLOSED, "handle", "记下结果", note_required=True),
        (S.CLOSED, "reopen"): Transition(S.OPEN, "handle", "再回访一次", note_required=True),
    },
)
TONES = {"open": "warn", "taken": "info", "closed": "ok"}
STEPS = {"take": "接手", "hand_back": "放回去", "close": "记下结果", "reopen": "再回访一次"}
