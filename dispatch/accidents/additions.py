"""The way from an order to its accident page, on the pages of each side."""

from functools import partial
from typing import Any

from core import clock
from core.access import can, current_actor
from core.additions import Addition
from dispatch.accidents import queries
from dispatch.accidents.models import Case
from dispatch.accidents.services import may_report
from marketplace.bookings.models import Booking


def _of(url: str, order: Booking) -> dict[str, Any] | None:
    """What was reported, or the way to report it; nothing on an order that has not begun."""
    cases = list(Case.objects.filter(booking=order).order_by("-pk"))
    if not cases and not may_report(order, clock.now()):
        return None
    return {"order": order, "cases": cases, "url": url}


def _of_staff(order: Booking) -> dict[str, Any] | None:
    if not can(current_actor(), "read", Case.access_resource):
        return None
    return {"order": order, "cases": queries.of_order(order), "may": can(current_actor(), "create", Case(booking=order))}


ADDITIONS = [
    Addition("order", "accidents", partial(_of, "accidents:family"), {"next": "accidents/parts/link.html"}, order=200),
    Addition("visit", "accidents", partial(_of, "accidents:worker"), {"next": "accidents/parts/link.html"}, order=200),
    Addition("provider-order", "accidents", partial(_of, "accidents:provider"), {"next": "accidents/parts/link.html"}, order=200),
    Addition("staff-order", "accidents", _of_staff, {"main": "accidents/admin/order_cases.html"}, order=200),
]
