"""What staff set for warranties: for how many days a service is done again for nothing (AFT-06). An order keeps the days of the moment at which its price was accepted."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core.access import Actor, require
from core.content import bump
from core.rules import imagined, keep_rule, require_fine
from marketplace.catalog.services.rules import locked_kind
from marketplace.warranty.models import MOST_DAYS, FormerDays, WarrantyRule
from marketplace.warranty.rules_said import rule_in_words


def preview_rule(rule: WarrantyRule | None = None, **fields: Any) -> str:
    """What families would read of it; checked like `save_rule`. Raises Invalid."""
    row = rule or WarrantyRule()
    _check(row, fields)
    return rule_in_words(imagined(row, fields))


def save_rule(rule: WarrantyRule | None = None, *, actor: Actor, now: datetime, **fields: Any) -> WarrantyRule:
    """Add or change for how many days; what held until now is kept for the orders of before. Row lock. Raises Forbidden, Invalid."""
    require(actor, "update" if rule else "create", WarrantyRule)
    _check(rule or WarrantyRule(), fields)
    with transaction.atomic():
        kind = locked_kind(rule, WarrantyRule, fields)
        before = WarrantyRule.objects.get(pk=rule.pk).days if rule else 0
        row = keep_rule(rule or WarrantyRule(), fields=fields, function="warranty_rule", actor=actor, now=now)
        if row.days != before:
            FormerDays.objects.create(service_type=kind, days=before, until=now)
        bump("warranty")
    return row


def _check(row: WarrantyRule, fields: dict[str, Any]) -> None:
    """Raises Invalid naming what makes no sense."""
    days = fields.get("days", row.days)
    require_fine({"days": (days is None or not 0 <= days <= MOST_DAYS) and f"0 到 {MOST_DAYS} 天，没有保修就填 0。"})
