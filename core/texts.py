"""What texts of people may not hold."""

import re

# Control characters, of which only tab and line feed are text.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def whole(text: str, *, digits: int = 18) -> int | None:
    """The number that plain digits write; None for any other text and for more digits than an id has."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None
