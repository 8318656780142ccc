"""How a service type is booked, in one table with defaults (X-BK-02, X-BK-03)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from core.money import WHOLE
from marketplace.bookings.effort import Effort, efforts_from
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
    hands: int = 1
    most_hands: int = 1
    stretch_minutes: int = 0
    efforts: tuple[Effort, ...] = ()


# The last is the table of efforts.
NAMES = [field.name for field in fields(Rule)]


def rule_of(service_type_id: int) -> Rule:
    """The rule of a service type; the defaults without a row. One query."""
    return rules_of([service_type_id])[0]


def rules_of(service_types: Sequence[int]) -> list[Rule]:
    """The rules of these service types, in their order. One query."""
    rows = {row.pop("service_type_id"): row for row in ServiceRule.objects.filter(service_type_id__in=service_types).values("service_type_id", *NAMES)}
    return [rule_from(rows.get(number)) for number in service_types]


def rule_from(row: Mapping[str, Any] | None) -> Rule:
    """The rule of a row of the table; the defaults without one."""
    return Rule(**{name: row[name] for name in NAMES[:-1]}, efforts=efforts_from(row["efforts"])) if row else Rule()


def joined(rules: Sequence[Rule]) -> Rule:
    """The rule of a visit with several services: the first one's clock, and of everything else what is kept to by all of them."""
    if len(rules) == 1:
        return rules[0]
    return replace(
        rules[0],
        before_minutes=max(one.before_minutes for one in rules),
        after_minutes=max(one.after_minutes for one in rules),
        notice_minutes=max(one.notice_minutes for one in rules),
        horizon_days=min(one.horizon_days for one in rules),
        instant=all(one.instant for one in rules),
        answer_minutes=max(one.answer_minutes for one in rules),
    )


def policy_of(rule: Rule) -> Policy | None:
    """The policy of a rule, with its windows: its own, else the first one. Two queries."""
    rows = Policy.objects.prefetch_related("windows")
    return rows.filter(pk=rule.policy_id).first() if rule.policy_id else rows.filter(first=True).first()
