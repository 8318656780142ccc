"""What staff set for long services: how a service type is engaged (X-BK-11). An engagement keeps the rule that it was asked for under."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core.access import Actor, require
from core.content import bump
from core.rules import imagined, keep_rule, require_fine, said
from marketplace.catalog.services.rules import locked_kind
from marketplace.engagements.models import EngagementRule
from marketplace.engagements.rules_said import rule_in_words

MOST_UNITS, MOST_FEN = 400, 10**6
WHOLE_YEAR = 400


def preview_rule(rule: EngagementRule | None = None, **fields: Any) -> str:
    """What families would read of it; checked like `save_rule`. Raises Invalid."""
    row = rule or EngagementRule()
    _check(row, fields)
    return rule_in_words(imagined(row, fields))


def save_rule(rule: EngagementRule | None = None, *, actor: Actor, now: datetime, **fields: Any) -> EngagementRule:
    """Add or change how a service type is engaged. Row lock. Raises Forbidden, Invalid."""
    require(actor, "update" if rule else "create", EngagementRule)
    _check(rule or EngagementRule(), fields)
    with transaction.atomic():
        locked_kind(rule, EngagementRule, fields)
        row = keep_rule(rule or EngagementRule(), fields=fields, function="engagement_rule", actor=actor, now=now)
        bump("listings")
    return row


def _check(row: EngagementRule, fields: dict[str, Any]) -> None:
    """Raises Invalid naming every field that makes no sense."""
    told = said(row, fields)
    least, most = told["least_units"], told["most_units"]
    require_fine(
        {
            "least_units": least < 1 and "至少 1 期。",
            "most_units": not least <= most <= MOST_UNITS and f"不能比最少的少，最多 {MOST_UNITS} 期。",
            "trial_days": told["trial_days"] > 30 and "最多 30 天。",
            "notice_days": told["notice_days"] > 60 and "最多 60 天。",
            "tolerance_days": told["tolerance_days"] > 30 and "最多 30 天。",
            "ask_days": not 1 <= told["ask_days"] <= 60 and "1 到 60 天。",
            "quote_hours": not 1 <= told["quote_hours"] <= 720 and "1 到 720 小时。",
            "sign_hours": not 1 <= told["sign_hours"] <= 720 and "1 到 720 小时。",
            "horizon_days": not told["tolerance_days"] < told["horizon_days"] <= WHOLE_YEAR and f"要比前后可以差的天数多，最多 {WHOLE_YEAR} 天。",
            "assessment_fen": not 0 <= told["assessment_fen"] <= MOST_FEN and "0 到 1 万元，不收就填 0。",
            "assessment_minutes": not 15 <= told["assessment_minutes"] <= 480 and "15 到 480 分钟。",
        }
    )
