"""What stands of warranties on the pages of services and orders."""

from typing import Any

from core import clock
from core.access import current_actor
from core.additions import Addition
from core.personal_data import Column, Source, Table, words
from core.states import available
from marketplace.bookings.models import Booking
from marketplace.listings.models import Listing
from marketplace.warranty import queries
from marketplace.warranty.states import RedoState


def _of_listing(listing: Listing) -> dict[str, Any] | None:
    days = queries.days_of(listing.service_type_id)
    return {"days": days} if days else None


def _of_family(order: Booking) -> dict[str, Any] | None:
    redo, until = queries.of_redo(order), queries.until_of(order)
    redos = queries.of_first(order)
    if redo is None and until is None and not redos:
        return None
    opened = queries.open_redo(order) if redos else None
    return {"order": order, "redo": redo, "until": until, "over": until is not None and clock.now() > until, "open": opened, "redos": redos}


def _of_provider(order: Booking) -> dict[str, Any] | None:
    redo = queries.of_redo(order)
    if redo is None:
        return None
    may = any(event == "object" for event, _ in available(redo, current_actor()))
    return {"order": order, "redo": redo, "places": range(1, len(redo.photos) + 1), "may": may}


ADDITIONS = [
    Addition("listing", "warranty", _of_listing, {"main": "warranty/parts/listing.html"}, scopes=lambda number: ("warranty",), order=30),
    Addition("order", "warranty", _of_family, {"next": "warranty/parts/order.html"}, order=10),
    Addition("provider-order", "warranty", _of_provider, {"next": "warranty/parts/provider.html"}, order=10),
    Addition("visit", "warranty", _of_provider, {"next": "warranty/parts/provider.html"}, order=10),
]
COLUMNS = (
    Column("created_at", "提出时间"),
    Column("first", "头一单", code=True),
    Column("order", "返工的一单", code=True),
    Column("reason", "哪里没做好"),
    Column("state", "怎么样了", words(RedoState.choices)),
)
SOURCES = [Source("redos", "保修返工", queries.own_data, (Table("保修返工", "", COLUMNS),))]
