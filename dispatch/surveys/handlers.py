"""A finished order may be asked about."""

from core import clock
from core.outbox import Delivery, on
from dispatch.surveys.services import plan
from marketplace.bookings.events import BOOKING_COMPLETED
from marketplace.bookings.models import Booking


@on(BOOKING_COMPLETED)
def plan_surveys(delivery: Delivery) -> None:
    """Note which surveys will be sent about it."""
    if row := Booking.objects.filter(pk=delivery.ids["booking_id"]).first():
        plan(row, now=clock.now())
