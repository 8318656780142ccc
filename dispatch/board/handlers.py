"""What the board does when somebody has checked in."""

from core import clock
from core.outbox import Delivery, on
from dispatch.board.services import note_arrival
from marketplace.bookings.events import BOOKING_ARRIVED
from marketplace.bookings.models import Booking


@on(BOOKING_ARRIVED)
def see_whether_late(delivery: Delivery) -> None:
    """How late he was in the end."""
    if row := Booking.objects.filter(pk=delivery.ids["booking_id"]).first():
        note_arrival(row, now=clock.now())
