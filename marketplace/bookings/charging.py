"""What a visit costs: one function over stored inputs, in whole fen (PRI-05). A quote keeps its inputs and can be computed again.

    base    = price × amount × complexity          amount: hours × hands, or pieces, or square metres, or 1
    night   = base × the part of the visit before 8 or after 20 × the night's share
    holiday = base × the holiday's share
    urgent  = a fixed sum for coming at once
    addon   = the fixed sum of each add-on
    member  = what the member's level takes off the sum of these (marketplace.levels.discount)
    cover   = less all of them, where a package pays; a level takes nothing off a package's own price

A visit with several services has these lines for each of them (`parts`). Every division is rounded once, half up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from core.money import WHOLE, Money
from marketplace.levels.discount import lines_off

BY_TIME, AREA, ONCE = "hour", "sqm", frozenset({"visit", "lesson", "event", "order", "session"})
BY_AMOUNT = frozenset({"sqm", "unit", "set", "piece", "each"})
BOOKABLE = frozenset({BY_TIME}) | ONCE | BY_AMOUNT
DAY_BEGINS, DAY_ENDS = 8, 20
MOST_AMOUNT = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a quote."""

    kind: str
    label: str
    detail: str
    fen: int


def rounded(numerator: int, denominator: int) -> int:
    """The quotient, half up; not negative."""
    return (2 * numerator + denominator) // (2 * denominator)


def night_minutes(start: datetime, minutes: int) -> int:
    """How many minutes of a visit lie before 8 or after 20 by the city's clock."""
    found, at, end = 0, timezone.localtime(start), timezone.localtime(start) + timedelta(minutes=minutes)
    while at < end:
        # Hours are the boundaries; a visit has at most 24 of them.
        following = min(end, at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1))
        if not DAY_BEGINS <= at.hour < DAY_ENDS:
            found += int((following - at).total_seconds() // 60)
        at = following
    return found


def lines_of(inputs: Mapping[str, Any]) -> list[Line]:
    """The lines of a quote from what is stored with it; they sum to its total."""
    found = [line for one in (inputs, *inputs.get("parts", ())) for line in _of_service(one)]
    for addon in inputs.get("addons", ()):
        more = f"，多做 {hours(addon['minutes'])}" if addon["minutes"] else ""
        found.append(Line("addon", f"加项：{addon['label']}", f"你选的{more}", addon["fen"]))
    if urgent := inputs.get("urgent_fen", 0):
        found.append(Line("urgent", "加急费", "不用约时间，马上派人", urgent))
    return found + (_covered(inputs, found) or [Line(*less) for less in lines_off(sum(line.fen for line in found), inputs)])


def _covered(inputs: Mapping[str, Any], lines: list[Line]) -> list[Line]:
    """What something else pays (`covers`): exactly what the lines add up to."""
    label = inputs.get("cover_label", "")
    return [Line("cover", "套餐抵扣", label, -sum(line.fen for line in lines))] if label else []


def _of_service(inputs: Mapping[str, Any]) -> list[Line]:
    """The lines of one service; of several each says its name."""
    base, name = _base(inputs), inputs.get("label", "")
    found = [base]
    if night := rounded(base.fen * inputs["night_minutes"] * inputs["night_share"], inputs["minutes"] * WHOLE):
        found.append(Line("night", f"{name}夜间加价", f"{inputs['night_minutes']} 分钟在晚上或清早，加 {_percent(inputs['night_share'])}", night))
    if holiday := rounded(base.fen * inputs["holiday_share"], WHOLE):
        found.append(Line("holiday", f"{name}节假日加价", f"法定节假日，加 {_percent(inputs['holiday_share'])}", holiday))
    return found


def _base(inputs: Mapping[str, Any]) -> Line:
    price, complexity, minutes, amount = inputs["price_fen"], inputs["complexity"], inputs["minutes"], inputs["amount"]
    hands, label = inputs.get("hands", 1), inputs.get("label", "") or "服务费"
    factor = "" if complexity == WHOLE else f" × 难度 {_factor(complexity)}"
    if inputs["unit"] == BY_TIME:
        fen = rounded(price * minutes * hands * complexity, 60 * WHOLE)
        people = f" × {hands} 人" if hands > 1 else ""
        return Line("base", label, f"{Money(price).short} 元/小时{people} × {hours(minutes)}{factor}", fen)
    fen = rounded(price * amount * complexity, WHOLE)
    said = f"{Money(price).short} {inputs['unit_label']} × {amount}" if inputs["unit"] in BY_AMOUNT else f"{Money(price).short} {inputs['unit_label']}"
    return Line("base", label, f"{said}{factor}", fen)


def total_of(inputs: Mapping[str, Any]) -> int:
    """The total, in fen."""
    return sum(line.fen for line in lines_of(inputs))


def hours(minutes: int) -> str:
    """Minutes as people say them."""
    whole, rest = divmod(minutes, 60)
    return "".join([f"{whole} 小时" if whole else "", f" {rest} 分钟" if rest and whole else f"{rest} 分钟" if rest else ""])


def _percent(share: int) -> str:
    return f"{Money(share).short}%"


def _factor(complexity: int) -> str:
    return f"{complexity / WHOLE:g}"
