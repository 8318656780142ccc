"""Who provides what an offer says: the workers of the enterprise, or the member who works for himself."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q

from core.access import ALL, Actor, scopes
from core.clock import midnight
from core.errors import NotFound
from core.models import District
from marketplace.bookings.availability import read
from marketplace.bookings.charging import BOOKABLE
from marketplace.bookings.models import AddOn, Booking
from marketplace.listings.models import Listing
from marketplace.listings.queries.outlets import may_do
from marketplace.listings.queries.own import public_listing
from marketplace.listings.states import Side
from marketplace.workers.models import Worker

# The part of a district's code that says its city (GB/T 2260).
CITY = 4
MOST_OFFERS = 30
# What `of_listing` reads, for a statement that asks for much at once: of the offer `listing` of the enterprise `firm`, else of the member `author`.
ABLE = """
ARRAY(SELECT w.id FROM workers_worker AS w JOIN enterprises_enterprise AS e ON e.id = w.enterprise_id
 WHERE w.enterprise_id = %(firm)s AND e.state = 'approved' AND w.state = 'approved' AND w.online
 AND (w.outlet_id IS NULL OR NOT EXISTS (SELECT FROM listings_outletoffer AS o WHERE o.outlet_id = w.outlet_id)
  OR EXISTS (SELECT FROM listings_outletoffer AS o WHERE o.outlet_id = w.outlet_id AND o.listing_id = %(listing)s))
 UNION ALL SELECT w.id FROM workers_worker AS w WHERE w.enterprise_id IS NULL AND w.user_id = %(author)s AND w.state = 'approved' AND w.online
 ORDER BY id)
"""


def offer(number: int, *, now: datetime) -> Listing:
    """A public offer. Raises NotFound, Elsewhere when it is another city's."""
    found = public_listing(number, now=now)
    if found.side != Side.OFFER:
        raise NotFound
    return found


def is_bookable(listing: Listing) -> bool:
    """Whether an offer has what an order needs: a service type, and a price by the hour, the visit or the piece."""
    return listing.side == Side.OFFER and listing.service_type_id is not None and listing.unit is not None and listing.unit.code in BOOKABLE


def of_listing(listing: Listing) -> list[int]:
    """The ids of who may come for an offer: of an enterprise's outlets only those that provide it. One query."""
    rows = Worker.objects.taking_work()
    rows = (
        rows.filter(may_do(listing.pk), enterprise_id=listing.enterprise_id)
        if listing.enterprise_id
        else rows.filter(enterprise=None, user_id=listing.author_id or 0)
    )
    return list(rows.order_by("pk").values_list("pk", flat=True))


def siblings(listing: Listing, *, now: datetime) -> list[Listing]:
    """The other bookable offers of the same provider, of each further service the first. One query."""
    mine = {"enterprise_id": listing.enterprise_id} if listing.enterprise_id else {"enterprise": None, "author_id": listing.author_id or 0}
    rows = Listing.objects.public(now).with_names().filter(side=Side.OFFER, service_type__isnull=False, unit__code__in=BOOKABLE, price_fen__gt=0, **mine)
    found: dict[int, Listing] = {}
    for row in rows.exclude(service_type_id=listing.service_type_id).order_by("pk"):
        found.setdefault(row.service_type_id or 0, row)
    return list(found.values())


def offers_reaching(service_type_id: int, district: District, *, now: datetime) -> list[Listing]:
    """The public bookable offers of a service that reach a district, the oldest first. One query."""
    near = Q(district__code__startswith=district.code[:CITY], service_area=None) | Q(service_area=district)
    rows = Listing.objects.public(now).with_names().filter(near, side=Side.OFFER, service_type_id=service_type_id, unit__code__in=BOOKABLE, price_fen__gt=0)
    return list(rows.order_by("pk").distinct()[:MOST_OFFERS])


def addons_of(listing: Listing) -> list[AddOn]:
    """What can be ordered with an offer. One query."""
    return list(AddOn.objects.filter(listing=listing, active=True).order_by("pk"))


def anybody_does(listing: Listing, day: date) -> bool:
    """Whether somebody of the provider does this service and has, on a day, the papers that it needs, be he free or not. Two queries."""
    now = midnight(day)
    calendars = read(of_listing(listing), service_type_id=listing.service_type_id or 0, first=day, last=day, now=now)
    return any(one.skilled and one.works and not one.missing_papers(day) for one in calendars)


def of_booking(booking: Booking) -> list[int]:
    """The ids of who may come for an order. One query at most."""
    if booking.provider_id is not None:
        return [booking.provider_id]
    rows = Worker.objects.taking_work().filter(enterprise_id=booking.enterprise_id or 0)
    rows = rows.filter(may_do(booking.listing_id)) if booking.listing_id is not None else rows
    return list(rows.order_by("pk").values_list("pk", flat=True))


def sendable(booking: Booking, numbers: Iterable[int], *, actor: Actor) -> list[int]:
    """Whom of these the actor may send: everybody for the enterprise and the desk, for an outlet its own people. One query at most."""
    known = list(numbers)
    reach = scopes(actor, "dispatch", Booking.access_resource) | scopes(actor, "accept", Booking.access_resource)
    place = booking.enterprise.organisation_id if booking.enterprise is not None else None
    if ALL in reach or place is None or place in actor.organisation_ids:
        return known
    mine = set(Worker.objects.filter(pk__in=known, outlet__organisation_id__in=actor.organisation_ids).values_list("pk", flat=True))
    return [number for number in known if number in mine]
