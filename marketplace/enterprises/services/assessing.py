"""Grading a supplier (ENT-10) and giving or taking the title of a demonstration or lead enterprise (ENT-15). Each time with a reason."""

from datetime import datetime

from django.db import transaction

from core.access import SYSTEM_ROLE, Actor, require
from core.audit.services import record
from core.content import bump
from core.errors import Invalid
from core.outbox import publish
from marketplace.enterprises.errors import NotYourOwn
from marketplace.enterprises.events import ENTERPRISE_ASSESSED, ENTERPRISE_CHANGED
from marketplace.enterprises.models import Assessment, Enterprise
from marketplace.enterprises.services.telling import tell
from marketplace.enterprises.states import EnterpriseState, Grade, Honour, Matter

SHORTEST_REASON, LONGEST_REASON = 4, 500


def grade_enterprise(enterprise: Enterprise, *, grade: str, reason: str, actor: Actor, now: datetime) -> Assessment:
    """Grade it A to D, for a reason that the enterprise sees. Row lock. Raises Forbidden, NotYourOwn, Invalid."""
    require(actor, "grade", enterprise)
    if grade not in Grade.values:
        raise Invalid(fields={"grade": ["选 A、B、C、D 中的一级。"]})
    return _assess(enterprise, Matter.GRADE, grade, reason, actor=actor, now=now)


def honour_enterprise(enterprise: Enterprise, *, honour: str, reason: str, actor: Actor, now: datetime) -> Assessment:
    """Give the title of a demonstration or lead enterprise, or take it away (empty). Row lock. Raises Forbidden, NotYourOwn, Invalid."""
    require(actor, "honour", enterprise)
    if honour not in ("", *Honour.values):
        raise Invalid(fields={"honour": ["没有这个称号。"]})
    return _assess(enterprise, Matter.HONOUR, honour, reason, actor=actor, now=now)


def _assess(enterprise: Enterprise, matter: Matter, value: str, reason: str, *, actor: Actor, now: datetime) -> Assessment:
    reason = reason.strip()
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON or "\x00" in reason:
        raise Invalid(fields={"reason": [f"写清理由，{SHORTEST_REASON} 到 {LONGEST_REASON} 个字。"]})
    if enterprise.access_scopes(actor) & {"o", "t"} and SYSTEM_ROLE not in actor.roles:
        raise NotYourOwn(audit={"function": f"enterprise.{matter}", "object": enterprise})
    with transaction.atomic():
        row = Enterprise.objects.select_for_update().get(pk=enterprise.pk)
        before = getattr(row, matter)
        if row.state not in (EnterpriseState.APPROVED, EnterpriseState.SUSPENDED):
            raise Invalid(fields={matter.value: ["加盟以后才能评。"]})
        if matter == Matter.HONOUR and before == value:
            raise Invalid(fields={matter.value: ["现在就是这样，没有改。"]})
        setattr(row, matter, value)
        row.changed_at = now
        row.save(update_fields=[matter.value, "changed_at"])
        fields = {"matter": matter, "before": before, "value": value, "reason": reason, "at": now}
        done = Assessment.objects.create(enterprise=row, reviewer_id=actor.user_id, reviewer_name=actor.name, **fields)
        record(actor, function=f"enterprise.{matter}", obj=row, detail={"before": before, "after": value, "reason": reason}, now=now)
        publish(ENTERPRISE_ASSESSED, key=f"enterprise:{row.pk}", enterprise_id=row.pk)
        publish(ENTERPRISE_CHANGED, key=f"enterprise:{row.pk}", enterprise_id=row.pk)
        tell(row, title=_title(matter, value, before), body=f"理由：{reason}", now=now)
        bump("enterprises", "listings")
    return done


def _title(matter: Matter, value: str, before: str) -> str:
    if matter == Matter.GRADE:
        return f"评级定为 {Grade(value).label}"
    return f"被认定为{Honour(value).label}" if value else f"不再是{Honour(before).label}"
