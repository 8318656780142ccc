"""What stands beside an offer on its page. Which ones is said by a slice above, which registers how it chooses; what is shown of them is asked here."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Beside:
    """Offers in order. `looked`: because members looked at both, else the best of the category. `scope`: changes when the choice does."""

    numbers: tuple[int, ...] = ()
    looked: bool = False
    scope: str = ""


_choosing: list[Callable[[int], Beside]] = []


def choose_by(choose: Callable[[int], Beside]) -> None:
    """Let this say what stands beside an offer."""
    _choosing[:] = [choose]


def beside(number: int) -> Beside:
    """What stands beside an offer; nothing where nobody chooses."""
    return _choosing[0](number) if _choosing else Beside()
