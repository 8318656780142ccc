"""What the record of a supplier shows beside its application (ENT-09, ENT-10): agreement, grade and titles, outlets."""

from typing import Any

from django.utils import timezone

from core import clock
from core.access import Actor, can
from marketplace.enterprises.models import Agreement, Assessment, Enterprise, Outlet
from marketplace.enterprises.parameters import GRADE_MEANS
from marketplace.enterprises.queries import agreement_of, is_paused
from marketplace.enterprises.states import EnterpriseState, Grade, Honour


def record_of(row: Enterprise, actor: Actor, assessing: dict[str, str] | None) -> dict[str, Any]:
    """The parts of the record that the actor may see."""
    now = clock.now()
    today = timezone.localdate(now)
    in_business = row.state in (EnterpriseState.APPROVED, EnterpriseState.SUSPENDED)
    own = bool(row.access_scopes(actor) & {"o", "t"})
    sees_agreements = can(actor, "read", Agreement)
    return {
        "agreement": agreement_of(row.pk, on=today) if sees_agreements else None,
        "agreements": list(row.agreements.order_by("-starts_on", "-pk")[:20]) if sees_agreements else [],
        "sees_agreements": sees_agreements and in_business,
        "paused": is_paused(row.pk, on=today),
        "may_draft": in_business and can(actor, "create", Agreement),
        "assessments": list(row.assessments.order_by("-pk")[:50]) if can(actor, "read", Assessment) else [],
        "grades": [(grade.value, f"{grade.label}：{GRADE_MEANS[grade].at(now)}") for grade in Grade],
        "honours": [("", "没有称号"), *Honour.choices],
        "may_grade": in_business and not own and can(actor, "grade", row),
        "may_honour": in_business and not own and can(actor, "honour", row),
        "assessing": assessing or {},
        "outlets": list(row.outlets.select_related("district").order_by("pk")) if can(actor, "read", Outlet) else [],
    }
