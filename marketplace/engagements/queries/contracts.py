"""Contracts: the newest of an order, and whether both sides have accepted it."""

from core.access import Actor
from core.errors import NotFound
from marketplace.bookings.models import Booking
from marketplace.engagements.errors import NotSigned
from marketplace.engagements.models import Contract, Deal, Signature, named

SIDES = 2


def latest(deal: Deal) -> Contract | None:
    """The newest version of an order's contract. One query."""
    return Contract.objects.filter(**named(deal)).order_by("-version").first()


def signed_by(contract: Contract) -> dict[str, Signature]:
    """Who has accepted a version, by side. One query."""
    return {row.side: row for row in contract.signatures.all()}


def is_signed(contract: Contract) -> bool:
    """Whether both sides have. One query."""
    return contract.signatures.count() == SIDES


def require_signed(booking: Booking) -> None:
    """The gate before a visit: where a contract was asked for, both have accepted it. Raises NotSigned. Two queries at most."""
    contract = latest(booking)
    if contract is not None and not is_signed(contract):
        raise NotSigned


def readable(number: int, *, actor: Actor) -> Contract:
    """A contract that the actor may read. Raises NotFound. One query."""
    found = Contract.objects.visible_to(actor).filter(pk=min(number, 2**63 - 1))
    row = found.select_related("booking__enterprise", "booking__provider", "engagement__enterprise", "engagement__provider").first()
    if row is None:
        raise NotFound
    return row
