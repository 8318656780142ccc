"""What staff set for long services: how a service type is engaged (X-BK-11). An engagement keeps the rule that it was asked for under."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core.access import Actor, require
from core.content import bump
from core.errors import Invalid
from core.rules import keep_rule, require_fine
from marketplace.catalog.models import ServiceType
from marketplace.engagements.models import EngagementRule
from marketplace.engagements.rules_said import rule_in_words

MOST_UNITS, MOST_FEN = 400, 10**6
WHOLE_YEAR = 400


def preview_rule(rule: EngagementRule | None = None, **fields: Any) -> str:
    """What families would read of it; checked like `save_rule`. Raises Invalid."""
    row = rule or EngagementRule()
    _check(row, fields)
    for name, value in fields.items():
        setattr(row, name, value)
    return rule_in_words(row)


def save_rule(rule: EngagementRule | None = None, *, actor: Actor, now: datetime, **fields: Any) -> EngagementRule:
    """Add or change how a service type is engaged. Row lock. Raises Forbidden, Invalid."""
    require(actor, "update" if rule else "create", EngagementRule)
    _check(rule or EngagementRule(), fields)
    with transaction.atomic():
        if rule is None:
            ServiceType.objects.select_for_update().get(pk=fields["service_type"].pk)
            if EngagementRule.objects.filter(service_type=fields["service_type"]).exists():
                raise Invalid(fields={"service_type": ["这项服务已经有规则了，改那一条。"]})
        row = keep_rule(rule or EngagementRule(), fields=fields, function="engagement_rule", actor=actor, now=now)
        bump("listings")
    return row


def _check(row: EngagementRule, fields: dict[str, Any]) -> None:
    """Raises Invalid naming every field that makes no sense."""
    said = {name: fields.get(name, getattr(row, name)) for name in (field.attname for field in EngagementRule._meta.concrete_fields) if name != "id"}
    least, most = said["least_units"], said["most_units"]
    require_fine(
        {
            "least_units": least < 1 and "至少 1 期。",
            "most_units": not least <= most <= MOST_UNITS and f"不能比最少的少，最多 {MOST_UNITS} 期。",
            "trial_days": said["trial_days"] > 30 and "最多 30 天。",
            "notice_days": said["notice_days"] > 60 and "最多 60 天。",
            "tolerance_days": said["tolerance_days"] > 30 and "最多 30 天。",
            "ask_days": not 1 <= said["ask_days"] <= 60 and "1 到 60 天。",
            "quote_hours": not 1 <= said["quote_hours"] <= 720 and "1 到 720 小时。",
            "sign_hours": not 1 <= said["sign_hours"] <= 720 and "1 到 720 小时。",
            "horizon_days": not said["tolerance_days"] < said["horizon_days"] <= WHOLE_YEAR and f"要比前后可以差的天数多，最多 {WHOLE_YEAR} 天。",
            "assessment_fen": not 0 <= said["assessment_fen"] <= MOST_FEN and "0 到 1 万元，不收就填 0。",
            "assessment_minutes": not 15 <= said["assessment_minutes"] <= 480 and "15 到 480 分钟。",
        }
    )
