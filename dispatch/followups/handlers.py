"""A finished order makes its follow-ups."""

from core import clock
from core.outbox import Delivery, on
from dispatch.followups.services import schedule
from marketplace.bookings.events import BOOKING_COMPLETED
from marketplace.bookings.models import Booking


@on(BOOKING_COMPLETED)
def make_follow_ups(delivery: Delivery) -> None:
    """One for each day of the service's schedule."""
    if row := Booking.objects.filter(pk=delivery.ids["booking_id"]).first():
        schedule(row, now=clock.now())
