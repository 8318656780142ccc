"""What staff set for series: in which rhythms, how many visits, whether by the month, what a visit left out gives back (X-BK-07, PRI-04).

An agreement keeps the rule that it was accepted under; a change is for what is agreed from now on.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from core.access import Actor, require
from core.content import bump
from core.money import WHOLE
from core.rules import imagined, keep_rule, require_fine, said
from marketplace.catalog.services.rules import locked_kind
from marketplace.series.models import SeriesRule
from marketplace.series.rules_said import rule_in_words

MOST_VISITS, MOST_MONTHS = 104, 12


def preview_rule(rule: SeriesRule | None = None, **fields: Any) -> str:
    """What families would read of it; checked like `save_rule`. Raises Invalid."""
    row = rule or SeriesRule()
    _check(row, fields)
    return rule_in_words(imagined(row, fields))


def save_rule(rule: SeriesRule | None = None, *, actor: Actor, now: datetime, **fields: Any) -> SeriesRule:
    """Add or change how a service type is done in series. Row lock. Raises Forbidden, Invalid."""
    require(actor, "update" if rule else "create", SeriesRule)
    _check(rule or SeriesRule(), fields)
    with transaction.atomic():
        locked_kind(rule, SeriesRule, fields)
        row = keep_rule(rule or SeriesRule(), fields=fields, function="series_rule", actor=actor, now=now)
        bump("listings")
    return row


def _check(row: SeriesRule, fields: dict[str, Any]) -> None:
    """Raises Invalid naming every field that makes no sense."""
    told = said(row, fields)
    least, most = told["least_visits"], told["most_visits"]
    require_fine(
        {
            "rhythms": not told["rhythms"] and "至少选一种。",
            "least_visits": least < 2 and "至少 2 次。",
            "most_visits": not least <= most <= MOST_VISITS and f"不能比最少的少，最多 {MOST_VISITS} 次。",
            "most_months": not 1 <= told["most_months"] <= MOST_MONTHS and f"1 到 {MOST_MONTHS} 个月。",
            "credit_share": told["credit_share"] > WHOLE and f"0 到 {WHOLE}，{WHOLE} 就是全退。",
            "by_month": told["by_month"] and "weekly" not in told["rhythms"] and "包月按每周几次算，先选「每周」。",
        }
    )
