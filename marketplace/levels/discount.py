"""What a level takes off a price: one share of the whole, in whole fen, rounded once, half up.

The provider's price stays what it is: the platform bears the discount, and the quote says so, so that the ledger can pay him in full.
"""

from collections.abc import Mapping
from typing import Any

from core.money import WHOLE, Money

KIND, BEARER = "member", "platform"


def off(fen: int, share: int) -> int:
    """What a share (basis points) takes off so many fen."""
    return (2 * fen * share + WHOLE) // (2 * WHOLE)


def lines_off(fen: int, inputs: Mapping[str, Any]) -> list[tuple[str, str, str, int]]:
    """The line of a quote that the member's level adds to lines that sum to `fen`: kind, label, detail, fen. None without a level, or for less than half a fen."""
    member = inputs.get("member")
    less = off(fen, member["share"]) if member else 0
    if not member or not less:
        return []
    return [(KIND, "会员优惠", f"{member['name']}，总价减 {Money(member['share']).short}%，由平台承担", -less)]
