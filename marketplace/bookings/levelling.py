"""Finished orders give a member his level (MEM-08): how many of the last twelve months, counted when one more is done."""

from datetime import timedelta

from core import clock
from core.access import system_actor
from core.outbox import Delivery, on
from marketplace.bookings.events import BOOKING_COMPLETED
from marketplace.bookings.models import Booking
from marketplace.bookings.states import BookingState
from marketplace.levels.services import reach

COUNTED = timedelta(days=365)


@on(BOOKING_COMPLETED)
def level_up(delivery: Delivery) -> None:
    """A member with enough finished orders reaches a level; whoever has no account reaches none."""
    row = Booking.objects.filter(pk=delivery.ids["booking_id"], customer__is_active=True).first()
    if row is None:
        return
    now = clock.now()
    finished = Booking.objects.filter(customer_id=row.customer_id, state=BookingState.CONFIRMED, ended_at__gt=now - COUNTED).count()
    reach(row.customer_id, finished=finished, actor=system_actor("job", "会员等级"), now=now)
