"""What stands of series and packages on the pages below: the way of booking, the packages of an offer, whose series an order belongs to."""

from typing import Any

from core import clock
from core.access import current_actor
from core.additions import Addition
from marketplace.bookings.models import Booking
from marketplace.bookings.queries.providers import is_bookable
from marketplace.bookings.views.booking import Choice
from marketplace.listings.models import Listing
from marketplace.series.models import PackagePass, PassUse, SeriesOrder
from marketplace.series.queries import monthly, packages
from marketplace.series.queries.own import rule_for
from marketplace.series.services.packages import scope_of
from marketplace.series.states import PackageUnit


def _modes(choice: Choice) -> dict[str, Any] | None:
    """The ways of booking an offer, when there is more than one."""
    listing, now = choice.listing, clock.now()
    cards = packages.usable_for(listing, current_actor().principal_id, now)
    repeats, sold, by_month = rule_for(listing) is not None, packages.open_for(listing), monthly.open_for(listing)
    if not (cards or repeats or sold or by_month):
        return None
    query = choice.query(cover=None)
    ways = [_way(choice, card) for card in cards]
    return {
        "listing": listing,
        "ways": ways,
        "repeats": repeats,
        "by_month": bool(by_month),
        "sold": [] if cards else sold[:1],
        "covered": any(way["chosen"] for way in ways),
        "query": query,
    }


def _way(choice: Choice, card: PackagePass) -> dict[str, Any]:
    """Booking from a pass: as long as it pays for."""
    name, longest = f"package:{card.number}", card.minutes if card.unit == PackageUnit.VISIT else choice.minutes
    minutes = min(choice.minutes, longest) if choice.lengths else None
    return {"card": card, "chosen": choice.cover == name, "query": choice.query(cover=name, minutes=minutes)}


def _sold(listing: Listing) -> dict[str, Any] | None:
    if not is_bookable(listing):
        return None
    found, months = packages.worth_of(packages.open_for(listing)), monthly.worth_of(monthly.open_for(listing))
    return {"packages": found, "months": months, "listing": listing} if found or months else None


def _on_order(order: Booking) -> dict[str, Any] | None:
    made = SeriesOrder.objects.select_related("visit__series").filter(booking=order).first()
    used = PassUse.objects.select_related("card").filter(booking=order).first()
    return {"order": order, "made": made, "used": used} if made or used else None


ADDITIONS = [
    Addition("booking-times", "series", _modes, {"modes": "series/parts/modes.html"}),
    Addition("listing", "series", _sold, {"main": "series/parts/sold.html"}, scopes=lambda number: (scope_of(number),), order=20),
    Addition("order", "series", _on_order, {"next": "series/parts/order.html"}, order=5),
    Addition("provider-order", "series", _on_order, {"next": "series/parts/regular.html"}, order=5),
    Addition("visit", "series", _on_order, {"next": "series/parts/regular.html"}, order=5),
]
