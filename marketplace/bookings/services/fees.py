"""What asking for something would cost now: the same question before it is shown and when it is written (X-BK-06)."""

from dataclasses import replace
from datetime import datetime

from marketplace.bookings.cancelling import Asked, Fee, fee_of
from marketplace.bookings.models import Booking, Visit
from marketplace.bookings.states import UNDER_WAY


def asked_of(booking: Booking, *, by: str, action: str, now: datetime) -> Asked:
    """What the rule needs to know about an order at this moment. One query."""
    visit = Visit.objects.get(booking=booking, position=1)
    placed = booking.placed_at or booking.created_at
    return Asked(
        by=by,
        action=action,
        minutes_left=int((visit.starts_at - now).total_seconds() // 60),
        minutes_since_placed=int((now - placed).total_seconds() // 60),
        assigned=booking.state in UNDER_WAY,
        late_minutes=visit.late_by(now),
        total_fen=booking.total_fen,
        rate_fen=booking.rate_fen,
    )


def cancel_fee(booking: Booking, *, now: datetime) -> Fee:
    """What the family would pay for cancelling now; nothing while no price has been accepted."""
    return _bounded(booking, fee_of(booking.terms, asked_of(booking, by="customer", action="cancel", now=now)))


def move_fee(booking: Booking, *, now: datetime) -> Fee:
    """What the family would pay for another time, asked for now."""
    return _bounded(booking, fee_of(booking.terms, asked_of(booking, by="customer", action="move", now=now)))


def miss_fee(booking: Booking, *, by: str, now: datetime) -> Fee:
    """What whoever did not come owes."""
    fee = fee_of(booking.terms, asked_of(booking, by=by, action="miss", now=now))
    return _bounded(booking, fee) if by == "customer" else fee


def withdrawal_fee(booking: Booking, *, now: datetime) -> Fee:
    """What the provider would owe the family for giving the order back now."""
    return fee_of(booking.terms, asked_of(booking, by="provider", action="cancel", now=now))


def customers_part(booking: Booking, fen: int) -> int:
    """What of a sum may still be asked of the family: with all that is due already never more than it accepted (X-BK-14). One query."""
    due = sum(booking.dues.filter(payer="customer").values_list("fen", flat=True))
    return max(0, min(fen, booking.chargeable_fen - due))


def _bounded(booking: Booking, fee: Fee) -> Fee:
    return replace(fee, fen=customers_part(booking, fee.fen)) if fee.fen else fee
