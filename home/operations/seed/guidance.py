"""The guidance prices of the demo city: published quarter by quarter by the regulator, some already superseded, some still to come."""

from datetime import date
from typing import Any

from django.utils import timezone

from core.money import Money
from home.operations.seed.city import City, rows
from marketplace.pricing.models import GuidancePrice
from marketplace.pricing.services import publish_guidance
from members.roles import Role

ANNOUNCED_DAYS_BEFORE = 20


def seed_guidance(city: City) -> int:
    """Publish what is missing; returns how many ranges there are."""
    regulator = city.acting_as(city.of_role(Role.REGULATOR))
    for row in rows("guidance"):
        day = quarter(timezone.localdate(city.now), row["quarters_ago"])
        same: dict[str, Any] = {
            "service_type": city.service_types[row["service_type"]],
            "unit": city.units[row["unit"]],
            "district": city.districts[row["district"]] if row["district"] else None,
            "starts_on": day,
        }
        if not GuidancePrice.objects.filter(**same).exists():
            publish_guidance(
                actor=regulator,
                now=city.days_ago(max(0, (timezone.localdate(city.now) - day).days) + ANNOUNCED_DAYS_BEFORE),
                low_fen=Money.parse(row["low_yuan"]).fen,
                high_fen=Money.parse(row["high_yuan"]).fen,
                basis=row["basis"],
                **same,
            )
    return len(rows("guidance"))


def quarter(today: date, ago: int) -> date:
    """The first day of this quarter, of one before, or (negative) of one to come."""
    number = today.year * 4 + (today.month - 1) // 3 - ago
    return date(number // 4, number % 4 * 3 + 1, 1)
