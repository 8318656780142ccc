"""What to tell about a service: what is done, how it is priced, what is usual in the city, what giving it up costs (PRI-09)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from core.models import District
from core.money import Money
from marketplace.bookings.availability import Rule, rule_of
from marketplace.bookings.availability.rules import policy_of
from marketplace.bookings.models import Policy
from marketplace.catalog.models import ServiceType
from marketplace.pricing.queries import ranges


@dataclass(frozen=True, slots=True)
class Details:
    """One service as the desk explains it."""

    row: ServiceType
    rule: Rule
    policy: Policy | None
    guidance: list[dict[str, Any]]
    prices: list[str]


def details_of(service_type: int, district: District | None, now: datetime) -> Details | None:
    """The details of a service; nothing for one that is not in use. Five queries."""
    row = ServiceType.objects.in_use().select_related("unit", "category").filter(pk=service_type).first()
    if row is None:
        return None
    rule = rule_of(service_type)
    found = ranges(on=timezone.localdate(now), service_type_id=service_type, district_id=district.pk if district else None)
    return Details(row, rule, policy_of(rule), found.items, _in_words(rule))


def _in_words(rule: Rule) -> list[str]:
    said = [
        f"一次 {rule.least_minutes} 到 {rule.most_minutes} 分钟，一般 {rule.minutes} 分钟",
        f"最少提前 {rule.notice_minutes // 60} 小时，最多约到 {rule.horizon_days} 天后",
    ]
    if rule.night_share:
        said.append(f"早 8 点前、晚 8 点后加 {Money(rule.night_share).short}%")
    if rule.holiday_share:
        said.append(f"法定节假日加 {Money(rule.holiday_share).short}%")
    said.append("价格接受了就定下" if rule.instant else f"服务方 {rule.answer_minutes // 60} 小时内答复")
    return said
