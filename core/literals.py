"""Arrays and ranges as PostgreSQL writes them: one text that it reads at once, where the driver's would be an expression of many parts."""

from collections.abc import Iterable
from datetime import datetime


def array(values: Iterable[int | str]) -> str:
    """An array of numbers, or of texts without commas, quotes and braces."""
    return f"{{{','.join(map(str, values))}}}"


def time_range(begins: datetime, ends: datetime) -> str:
    """A stretch of time without its end."""
    return f"[{begins.isoformat()},{ends.isoformat()})"


def each(numbers: Iterable[int]) -> str:
    """A multirange of these numbers and none between."""
    return array(f"[{number},{number}]" for number in sorted(set(numbers)))
