"""What staff set for warranties: for how many days a service is done again for nothing (AFT-06). An order keeps the days of the moment at which its price was accepted."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core.access import Actor, require
from core.content import bump
from core.errors import Invalid
from core.rules import keep_rule, require_fine
from marketplace.catalog.models import ServiceType
from marketplace.warranty.models import MOST_DAYS, FormerDays, WarrantyRule
from marketplace.warranty.rules_said import rule_in_words


def preview_rule(rule: WarrantyRule | None = None, **fields: Any) -> str:
    """What families would read of it; checked like `save_rule`. Raises Invalid."""
    row = rule or WarrantyRule()
    _check(row, fields)
    for name, value in fields.items():
        setattr(row, name, value)
    return rule_in_words(row)


def save_rule(rule: WarrantyRule | None = None, *, actor: Actor, now: datetime, **fields: Any) -> WarrantyRule:
    """Add or change for how many days; what held until now is kept for the orders of before. Row lock. Raises Forbidden, Invalid."""
    require(actor, "update" if rule else "create", WarrantyRule)
    _check(rule or WarrantyRule(), fields)
    with transaction.atomic():
        kind = rule.service_type if rule else fields["service_type"]
        ServiceType.objects.select_for_update().get(pk=kind.pk)
        present = WarrantyRule.objects.filter(service_type=kind).first()
        if rule is None and present is not None:
            raise Invalid(fields={"service_type": ["这项服务已经有规则了，改那一条。"]})
        before = present.days if present else 0
        row = keep_rule(rule or WarrantyRule(), fields=fields, function="warranty_rule", actor=actor, now=now)
        if row.days != before:
            FormerDays.objects.create(service_type=kind, days=before, until=now)
        bump("warranty")
    return row


def _check(row: WarrantyRule, fields: dict[str, Any]) -> None:
    """Raises Invalid naming what makes no sense."""
    days = fields.get("days", row.days)
    require_fine({"days": (days is None or not 0 <= days <= MOST_DAYS) and f"0 到 {MOST_DAYS} 天，没有保修就填 0。"})
