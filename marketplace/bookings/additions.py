"""The way from a service to booking it."""

from typing import Any

from core.additions import Addition
from marketplace.bookings.queries.providers import is_bookable
from marketplace.listings.models import Listing


def _bookable(listing: Listing) -> dict[str, Any] | None:
    return {"listing": listing} if is_bookable(listing) else None


ADDITIONS = [Addition("listing", "bookings", _bookable, {"ask": "bookings/parts/ask.html", "bar": "bookings/parts/bar.html"}, order=10)]
