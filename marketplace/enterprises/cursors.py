"""Where the next page of outlets begins."""

from core.api import decode_cursor
from core.errors import Invalid


def position(cursor: str) -> tuple[float, int] | None:
    """Where a page begins. Raises Invalid."""
    if not cursor:
        return None
    far, number = decode_cursor(cursor, 2)
    if isinstance(far, bool) or not isinstance(far, (int, float)) or isinstance(number, bool) or not isinstance(number, int) or abs(number) >= 2**63:
        raise Invalid(fields={"cursor": ["这一页的记号读不懂，从第一页看起。"]})
    return float(far), number
