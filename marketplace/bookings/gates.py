"""What must be true before a visit begins, said by the slices above (a contract that both sides have accepted). Empty while nobody says anything."""

from collections.abc import Callable

from marketplace.bookings.models import Booking

Gate = Callable[[Booking], None]
_GATES: dict[str, Gate] = {}


def register(name: str, gate: Gate) -> None:
    """Add a gate: it raises a DomainError when the order must not begin. The same name again replaces it."""
    _GATES[name] = gate


def require_open(booking: Booking) -> None:
    """Ask every gate, in the order of their names. Raises what they raise."""
    for name in sorted(_GATES):
        _GATES[name](booking)
