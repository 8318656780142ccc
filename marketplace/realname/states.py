"""How far a member's real name is proven (MEM-06)."""

from django.db.models import TextChoices

from core.states import Machine, Transition


class NameState(TextChoices):
    """Where it stands."""

    UNVERIFIED = "unverified", "没有认证"
    PENDING = "pending", "等核对"
    VERIFIED = "verified", "已认证"
    REJECTED = "rejected", "没有通过"


S = NameState
NAME_MACHINE = Machine(
    "real_name",
    "state",
    S.UNVERIFIED,
    {
        (S.UNVERIFIED, "submit"): Transition(S.PENDING, "submit", "交上去"),
        (S.REJECTED, "submit"): Transition(S.PENDING, "submit", "重新交"),
        (S.PENDING, "verify"): Transition(S.VERIFIED, "verify", "对得上，通过"),
        (S.PENDING, "reject"): Transition(S.REJECTED, "verify", "不通过", note_required=True),
        (S.VERIFIED, "revoke"): Transition(S.REJECTED, "verify", "撤销认证", note_required=True),
    },
)
TONES = {"unverified": "info", "pending": "warn", "verified": "ok", "rejected": "bad"}
STEPS = {"submit": "交上来", "verify": "通过", "reject": "没有通过", "revoke": "撤销"}
