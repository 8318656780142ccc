"""A finished order makes its follow-ups."""

from core import clock
from core.outbox import Delivery, on
from dispatch.followups.events import FOLLOW_UP_CLOSED
from dispatch.followups.services import ask_today, schedule
from marketplace.bookings.events import BOOKING_COMPLETED
from marketplace.bookings.models import Booking
from marketplace.credit.services import mark_orders
from marketplace.warranty.events import REDO_OBJECTED
from marketplace.warranty.models import Redo


@on(BOOKING_COMPLETED)
def make_follow_ups(delivery: Delivery) -> None:
    """One for each day of the service's schedule."""
    if row := Booking.objects.filter(pk=delivery.ids["booking_id"]).first():
        schedule(row, now=clock.now())


@on(REDO_OBJECTED)
def ask_about_redo(delivery: Delivery) -> None:
    """The provider says that nothing has to be done again: the family is asked today."""
    if row := Redo.objects.select_related("first").filter(pk=delivery.ids["redo_id"]).first():
        ask_today(row.first, now=clock.now())


@on(FOLLOW_UP_CLOSED)
def count_in_credit(delivery: Delivery) -> None:
    """What the family said counts for the provider and whoever went."""
    mark_orders([delivery.ids["booking_id"]], now=clock.now())
