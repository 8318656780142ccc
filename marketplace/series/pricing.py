"""What each visit of a series costs: the price rule as it was accepted, asked for each start. Whole fen, and the same function as for every order.

The rule keeps the holiday's share; whether a date is a holiday is said by the table of holidays at the moment of asking. What a visit
costs is written into its row when the family accepts, so a holiday that is published later makes nothing dearer.
"""

from collections.abc import Container, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from core.models import Unit
from core.money import WHOLE
from marketplace.bookings.availability import Rule
from marketplace.bookings.charging import night_minutes, total_of


def rule_inputs(*, unit: Unit, price_fen: int, rule: Rule, minutes: int, amount: int) -> dict[str, Any]:
    """The price rule of a series: everything that the price of a visit comes from, but its start."""
    return {
        "unit": unit.code,
        "unit_label": unit.label,
        "price_fen": price_fen,
        "minutes": minutes,
        "amount": amount,
        "complexity": rule.complexity,
        "night_share": rule.night_share,
        "holiday_share": rule.holiday_share,
    }


def month_inputs(minutes: int) -> dict[str, Any]:
    """The price rule of a visit that is in the price of its month: nothing by itself, by night and on holidays neither."""
    return {
        "label": "包月里的一次",
        "unit": "visit",
        "unit_label": "元，已经在月费里",
        "price_fen": 0,
        "minutes": minutes,
        "amount": 1,
        "complexity": WHOLE,
        "night_share": 0,
        "holiday_share": 0,
    }


def inputs_at(rule: Mapping[str, Any], start: datetime, holidays: Container[date]) -> dict[str, Any]:
    """The inputs of one visit."""
    return {
        **rule,
        "start": start.isoformat(),
        "night_minutes": night_minutes(start, rule["minutes"]),
        "holiday_share": rule["holiday_share"] if timezone.localdate(start) in holidays else 0,
    }


def price_at(rule: Mapping[str, Any], start: datetime, holidays: Container[date]) -> int:
    """What one visit costs, in fen."""
    return total_of(inputs_at(rule, start, holidays))
