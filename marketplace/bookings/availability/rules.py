"""How a service type is booked, in one table with defaults (X-BK-02, X-BK-03)."""

from dataclasses import dataclass, fields

from core.money import WHOLE
from marketplace.bookings.models import Policy, ServiceRule


@dataclass(frozen=True, slots=True)
class Rule:
    """The parameters of a service type; shares and factors in basis points."""

    minutes: int = 120
    least_minutes: int = 60
    most_minutes: int = 480
    before_minutes: int = 0
    after_minutes: int = 15
    interval_minutes: int = 30
    notice_minutes: int = 120
    horizon_days: int = 30
    unit_minutes: int = 0
    complexity: int = WHOLE
    night_share: int = 0
    holiday_share: int = 0
    instant: bool = True
    answer_minutes: int = 240
    policy_id: int | None = None


NAMES = [field.name for field in fields(Rule)]


def rule_of(service_type_id: int) -> Rule:
    """The rule of a service type; the defaults without a row. One query."""
    found = ServiceRule.objects.filter(service_type_id=service_type_id).values(*NAMES).first()
    return Rule(**found) if found else Rule()


def policy_of(rule: Rule) -> Policy | None:
    """The policy of a rule, with its windows: its own, else the first one. Two queries."""
    rows = Policy.objects.prefetch_related("windows")
    return rows.filter(pk=rule.policy_id).first() if rule.policy_id else rows.filter(first=True).first()
