"""The life of an accident case: reported → somebody is responsible → made good and closed; open again when it was not."""

from django.db.models import TextChoices

from core.states import Machine, Transition


class CaseState(TextChoices):
    """Where it stands."""

    REPORTED = "reported", "刚报来"
    HANDLING = "handling", "在补救"
    CLOSED = "closed", "办结了"


class Side(TextChoices):
    """Who reported it."""

    FAMILY = "family", "家里"
    WORKER = "worker", "上门的人"
    PROVIDER = "provider", "服务方"
    STAFF = "staff", "网络中心"


class Harm(TextChoices):
    """What came to harm."""

    PERSON = "person", "有人受伤"
    THING = "thing", "弄坏了东西"
    OTHER = "other", "别的"


class Grade(TextChoices):
    """How grave it was: staff say so when they have looked."""

    NEAR = "near", "未遂"
    LIGHT = "light", "轻微"
    GRAVE = "grave", "较重"
    WORST = "worst", "重大"


S = CaseState
CASE_MACHINE = Machine(
    "accident",
    "state",
    S.REPORTED,
    {
        (S.REPORTED, "assign"): Transition(S.HANDLING, "assign", "指定负责人"),
        (S.HANDLING, "assign"): Transition(S.HANDLING, "assign", "换负责人"),
        (S.HANDLING, "close"): Transition(S.CLOSED, "handle", "办结", note_required=True),
        (S.CLOSED, "reopen"): Transition(S.HANDLING, "handle", "没办好，再办", note_required=True),
    },
)
TONES = {"reported": "bad", "handling": "warn", "closed": "ok"}
STEPS = {"assign": "指定负责人", "close": "办结", "reopen": "再办"}
