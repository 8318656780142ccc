"""What stands of urgent orders and plans on the pages of an order."""

from typing import Any

from core.access import can, current_actor
from core.additions import Addition
from dispatch.urgent import queries
from marketplace.bookings.models import Booking


def _of_staff(order: Booking) -> dict[str, Any]:
    """The plans of an order on the staff's page: those that are open, and those that can be opened."""
    return {"order": order, "may": False, "may_open": can(current_actor(), "dispatch", order), **queries.plans_of(order)}


ADDITIONS = [Addition("staff-order", "urgent", _of_staff, {"main": "urgent/admin/order_plans.html"})]
