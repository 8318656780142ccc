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
