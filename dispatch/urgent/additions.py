"""What stands of urgent orders and plans on the pages of an order, of one's orders and of a service."""

from typing import Any

from core.access import can, current_actor
from core.additions import Addition
from dispatch.urgent import queries
from dispatch.urgent.models import UrgentOrder
from dispatch.urgent.models.plans import SCOPE
from marketplace.bookings.models import Booking
from marketplace.listings.models import Listing


def _of_staff(order: Booking) -> dict[str, Any]:
    """The plans of an order on the staff's page: those that are open, and those that can be opened."""
    return {"order": order, "may": False, "may_open": can(current_actor(), "dispatch", order), **queries.plans_of(order)}


def _of_listing(listing: Listing) -> dict[str, Any] | None:
    """The way to somebody who comes at once, where the service has one."""
    found = queries.incidents_of(listing.service_type_id)
    return {"incidents": found, "least": min(one.from_fen for one in found)} if found else None


def _of_orders(rows: Any) -> dict[str, Any] | None:
    """What is looked for stands above one's orders."""
    actor = current_actor()
    return {"call": queries.searching_of(actor)} if can(actor, "create", UrgentOrder) else None


ADDITIONS = [
    Addition("staff-order", "urgent", _of_staff, {"main": "urgent/admin/order_plans.html"}),
    Addition("listing", "urgent", _of_listing, {"price": "urgent/parts/listing.html"}, scopes=lambda number: (SCOPE,), order=50),
    Addition("orders", "urgent", _of_orders, {"top": "urgent/parts/orders.html", "ways": "urgent/parts/way.html"}),
]
