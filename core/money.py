"""Money is a whole number of fen (分); a yuan string like "128.00" exists only at the edge.

No float and no Decimal takes part in arithmetic. Shares are given in basis points (1 % = 100); what does not divide evenly
goes to the first party, so that the parts always sum to the whole.
"""

import re
from dataclasses import dataclass
from typing import Self

YUAN = re.compile(r"(-?)(\d{1,12})(?:\.(\d{1,2}))?", re.ASCII)
WHOLE = 10_000
MAX_FEN = 10**14


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in fen."""

    fen: int

    def __post_init__(self) -> None:
        if type(self.fen) is not int:
            raise TypeError(f"fen must be int, not {type(self.fen).__name__}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "128", "128.5" or "128.00" (yuan). Raises ValueError on anything else."""
        match = YUAN.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"not an amount in yuan: {text[:40]!r}")
        sign, whole, part = match.groups()
        fen = int(whole) * 100 + int((part or "0").ljust(2, "0"))
        return cls(-fen if sign else fen)

    @property
    def yuan(self) -> str:
        """The amount in yuan with two decimals, as the API says it."""
        sign = "-" if self.fen < 0 else ""
        return f"{sign}{abs(self.fen) // 100}.{abs(self.fen) % 100:02d}"

    @property
    def short(self) -> str:
        """The amount for lists: whole yuan without decimals when it is whole."""
        return self.yuan.removesuffix(".00")

    def __add__(self, other: Self) -> "Money":
        return Money(self.fen + other.fen)

    def __sub__(self, other: Self) -> "Money":
        return Money(self.fen - other.fen)

    def __mul__(self, count: int) -> "Money":
        return Money(self.fen * count)

    def __str__(self) -> str:
        return self.yuan


def split(amount_fen: int, basis_points: int) -> tuple[int, int]:
    """Split an amount into (rest, share), share = basis_points / 10,000 rounded down to the fen; the remainder stays with the rest.

    Raises ValueError when the share is not between 0 and 10,000 basis points or the amount is negative.
    """
    if not 0 <= basis_points <= WHOLE:
        raise ValueError("basis points must lie between 0 and 10000")
    if amount_fen < 0:
        raise ValueError("only amounts that are not negative are split")
    share = amount_fen * basis_points // WHOLE
    return amount_fen - share, share
