"""Who provides what an offer says: the workers of the enterprise, or the member who works for himself."""

from datetime import date, datetime

from core.clock import midnight
from core.errors import NotFound
from marketplace.bookings.availability import read
from marketplace.bookings.charging import BOOKABLE
from marketplace.bookings.models import Booking
from marketplace.listings.models import Listing
from marketplace.listings.states import Side
from marketplace.workers.models import Worker


def offer(number: int, *, now: datetime) -> Listing:
    """A public offer. Raises NotFound."""
    found = Listing.objects.public(now).with_names().filter(pk=number, side=Side.OFFER).first()
    if found is None:
        raise NotFound
    return found


def is_bookable(listing: Listing) -> bool:
    """Whether an offer has what an order needs: a service type, and a price by the hour, the visit or the piece."""
    return listing.side == Side.OFFER and listing.service_type_id is not None and listing.unit is not None and listing.unit.code in BOOKABLE


def of_listing(listing: Listing) -> list[int]:
    """The ids of who may come for an offer. One query."""
    rows = Worker.objects.taking_work()
    rows = rows.filter(enterprise_id=listing.enterprise_id) if listing.enterprise_id else rows.filter(enterprise=None, user_id=listing.author_id or 0)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def anybody_does(listing: Listing, day: date) -> bool:
    """Whether somebody of the provider does this service and has, on a day, the papers that it needs, be he free or not. Two queries."""
    now = midnight(day)
    calendars = read(of_listing(listing), service_type_id=listing.service_type_id or 0, first=day, last=day, now=now)
    return any(one.skilled and one.works and not one.missing_papers(day) for one in calendars)


def of_booking(booking: Booking) -> list[int]:
    """The ids of who may come for an order. One query at most."""
    if booking.provider_id is not None:
        return [booking.provider_id]
    return list(Worker.objects.taking_work().filter(enterprise_id=booking.enterprise_id or 0).order_by("pk").values_list("pk", flat=True))
