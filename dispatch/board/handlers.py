"""What the board does when somebody has checked in."""

from core import clock
from core.outbox import Delivery, on
from dispatch.board.events import LATE_EXCUSED
from dispatch.board.models import LateArrival
from dispatch.board.services import note_arrival
from marketplace.bookings.events import BOOKING_ARRIVED
from marketplace.bookings.models import Booking
from marketplace.credit.services import mark_orders


@on(BOOKING_ARRIVED)
def see_whether_late(delivery: Delivery) -> None:
    """How late he was in the end; whoever went is counted anew in credit."""
    if row := Booking.objects.filter(pk=delivery.ids["booking_id"]).first():
        note_arrival(row, now=clock.now())
        mark_orders([row.pk], now=clock.now())


@on(LATE_EXCUSED)
def count_excused(delivery: Delivery) -> None:
    """It counts no more, neither against him nor against his employer."""
    row = LateArrival.objects.select_related("visit").get(pk=delivery.ids["late_id"])
    mark_orders([row.visit.booking_id], now=clock.now())
