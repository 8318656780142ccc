"""Admission of an enterprise: application → audit → approved or rejected with a reason → suspended with a reason (ENT-01, MEM-01)."""

from django.db.models import TextChoices

from core.states import Machine, Transition


class EnterpriseState(TextChoices):
    """Where an enterprise stands."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待审核"
    APPROVED = "approved", "已加盟"
    REJECTED = "rejected", "没通过"
    SUSPENDED = "suspended", "已停业"


S = EnterpriseState
TRANSITIONS: dict[tuple[str, str], Transition] = {
    (S.DRAFT, "submit"): Transition(S.SUBMITTED, "submit", "提交申请"),
    (S.SUBMITTED, "withdraw"): Transition(S.DRAFT, "withdraw", "撤回修改"),
    (S.SUBMITTED, "approve"): Transition(S.APPROVED, "approve", "通过"),
    (S.SUBMITTED, "reject"): Transition(S.REJECTED, "approve", "退回", note_required=True),
    (S.REJECTED, "submit"): Transition(S.SUBMITTED, "submit", "改好了，再次提交"),
    (S.APPROVED, "suspend"): Transition(S.SUSPENDED, "suspend", "停业", note_required=True),
    (S.SUSPENDED, "reinstate"): Transition(S.APPROVED, "suspend", "恢复"),
}
ENTERPRISE_MACHINE = Machine("enterprise", "state", S.DRAFT, TRANSITIONS)
# States in which a licence number belongs to this enterprise and to no other.
HOLDING = (S.SUBMITTED, S.APPROVED, S.SUSPENDED)
EDITABLE = (S.DRAFT, S.REJECTED)
TONES = {"submitted": "warn", "approved": "ok", "rejected": "bad", "suspended": "bad"}


class AgreementState(TextChoices):
    """Where a cooperation agreement stands."""

    DRAFT = "draft", "待签署"
    IN_FORCE = "in_force", "已签署"
    EXPIRED = "expired", "到期"
    TERMINATED = "terminated", "提前终止"
    DISCARDED = "discarded", "作废"


A = AgreementState
AGREEMENT_MACHINE = Machine(
    "agreement",
    "state",
    A.DRAFT,
    {
        (A.DRAFT, "sign"): Transition(A.IN_FORCE, "approve", "签署"),
        (A.DRAFT, "discard"): Transition(A.DISCARDED, "create", "作废", note_required=True),
        (A.IN_FORCE, "expire"): Transition(A.EXPIRED, "expire", "到期"),
        (A.IN_FORCE, "terminate"): Transition(A.TERMINATED, "end", "提前终止", note_required=True),
    },
)
# Signed at some time: what the enterprise sees, and what makes it one whose orders stop when none holds any more.
AGREED = (A.IN_FORCE, A.EXPIRED, A.TERMINATED)
AGREEMENT_TONES = {"draft": "warn", "in_force": "ok", "expired": "bad", "terminated": "bad"}


class OutletKind(TextChoices):
    """Who runs an outlet."""

    OWN = "own", "直营"
    FRANCHISE = "franchise", "加盟"


class OutletState(TextChoices):
    """Where an outlet stands."""

    OPEN = "open", "营业"
    PAUSED = "paused", "歇业"
    CLOSED = "closed", "已关店"


O = OutletState  # noqa: E741
OUTLET_MACHINE = Machine(
    "outlet",
    "state",
    O.OPEN,
    {
        (O.OPEN, "pause"): Transition(O.PAUSED, "update", "歇业", note_required=True),
        (O.PAUSED, "reopen"): Transition(O.OPEN, "update", "重新开门"),
        (O.OPEN, "close"): Transition(O.CLOSED, "update", "关店", note_required=True),
        (O.PAUSED, "close"): Transition(O.CLOSED, "update", "关店", note_required=True),
    },
)
OUTLET_TONES = {"open": "ok", "paused": "warn", "closed": "bad"}


class Matter(TextChoices):
    """What staff say of a supplier."""

    GRADE = "grade", "评级"
    HONOUR = "honour", "称号"


class Grade(TextChoices):
    """How good a supplier is, in the eyes of the staff who look at it."""

    A = "A", "A 级"
    B = "B", "B 级"
    C = "C", "C 级"
    D = "D", "D 级"


class Honour(TextChoices):
    """A title of the trade's authority."""

    EXEMPLAR = "exemplar", "示范企业"
    LEAD = "lead", "龙头企业"
