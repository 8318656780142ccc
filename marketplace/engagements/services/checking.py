"""What people say about an engagement, checked."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from core.contacts import NO_CONTACTS, has_contact
from core.errors import Invalid
from core.texts import CONTROL

MOST_FEN = 10**8
MOST_EXTRAS = 5


def checked_first(first: date, *, horizon_days: int, now: datetime) -> date:
    """A first day that can be asked for: from tomorrow on. Raises Invalid."""
    today = timezone.localdate(now)
    if not today < first <= today + timedelta(days=horizon_days):
        raise Invalid(fields={"starts_on": [f"从明天起，{horizon_days} 天以内。"]})
    return first


def checked_units(units: int, terms: dict[str, Any]) -> int:
    """So many months, times of 26 days, or days. Raises Invalid."""
    least, most = terms["least_units"], terms["most_units"]
    if not least <= units <= most:
        raise Invalid(fields={"units": [f"填 {least} 到 {most}。"]})
    return units


def checked_price(fen: int | None, *, name: str = "price") -> int:
    """A price. Raises Invalid."""
    if fen is None or not 0 < fen <= MOST_FEN:
        raise Invalid(fields={name: ["填一个大于 0 的价格。"]})
    return fen


def checked_extras(extras: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is named beside the price: at most five, each with words and a sum. Raises Invalid."""
    found: list[dict[str, Any]] = [{"label": str(one["label"]).strip(), "fen": int(one["fen"])} for one in extras]
    wrong = any(not 2 <= len(one["label"]) <= 40 or CONTROL.search(one["label"]) or not 0 < one["fen"] <= MOST_FEN for one in found)
    if len(found) > MOST_EXTRAS or wrong:
        raise Invalid(fields={"extras": [f"最多 {MOST_EXTRAS} 项，每项写清楚是什么（2 到 40 个字）和多少钱。"]})
    if any(has_contact(one["label"]) for one in found):
        raise Invalid(fields={"extras": [NO_CONTACTS]})
    return found
