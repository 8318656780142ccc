"""The life of a report, and why things are reported."""

from django.db.models import TextChoices

from core.states import Machine, Transition


class Reason(TextChoices):
    """Why somebody reports a thing."""

    FALSE = "false", "说的不是真的"
    FRAUD = "fraud", "像骗钱的，先要转账、押金"
    CONTACT = "contact", "留电话、微信，想绕开平台"
    OFFENSIVE = "offensive", "骂人、低俗、歧视"
    PRIVACY = "privacy", "泄露别人的隐私"
    COPIED = "copied", "盗用别人的照片、证照"
    OTHER = "other", "别的"


class FlagState(TextChoices):
    """Where a report stands."""

    OPEN = "open", "等处理"
    UPHELD = "upheld", "属实，撤下了"
    DISMISSED = "dismissed", "查过了，不成立"


S = FlagState
FLAG_MACHINE = Machine(
    "flag",
    "state",
    S.OPEN,
    {
        (S.OPEN, "uphold"): Transition(S.UPHELD, "handle", "属实，撤下", note_required=True),
        (S.OPEN, "dismiss"): Transition(S.DISMISSED, "handle", "不成立", note_required=True),
    },
)
TONES = {"open": "warn", "upheld": "ok", "dismissed": "info"}
