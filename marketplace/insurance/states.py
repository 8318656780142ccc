"""What staff have made of a policy."""

from django.db.models import TextChoices

from core.states import Machine, Transition


class PolicyState(TextChoices):
    """Where a policy stands."""

    PENDING = "pending", "待核验"
    VERIFIED = "verified", "已核验"
    REFUSED = "refused", "不认可"
    ENDED = "ended", "退保了"


S = PolicyState
POLICY_MACHINE = Machine(
    "insurance_policy",
    "state",
    S.PENDING,
    {
        (S.PENDING, "verify"): Transition(S.VERIFIED, "verify", "核验过了"),
        (S.PENDING, "refuse"): Transition(S.REFUSED, "verify", "不认可", note_required=True),
        (S.VERIFIED, "end"): Transition(S.ENDED, "verify", "退保，不再算数", note_required=True),
    },
)
TONES = {"pending": "warn", "verified": "ok"}
