"""What stands of ratings on the pages of services, workers and orders."""

from functools import partial
from typing import Any

from core import clock
from core.additions import Addition
from marketplace.bookings.models import Booking
from marketplace.ratings.queries import own, public
from marketplace.ratings.services.standing import scope_of


def _rated(kind: str, row: Any) -> dict[str, Any]:
    return {"rated": public.summary_of(kind, row.pk)}


def _of_family(order: Booking) -> dict[str, Any]:
    rating = own.of_order(order)
    return {"order": order, "rating": rating, "open": rating is None and own.may_rate(order, clock.now())}


def _of_provider(order: Booking) -> dict[str, Any] | None:
    return {"order": order} if own.wants_word(order, clock.now()) else None


BESIDE = {"title": "ratings/parts/short.html", "main": "ratings/parts/section.html"}
ADDITIONS = [
    *(Addition(kind, "ratings", partial(_rated, kind), BESIDE, scopes=lambda number, kind=kind: (scope_of(kind, number),)) for kind in ("listing", "worker")),  # type: ignore[misc]
    Addition("staff-enterprise", "ratings", partial(_rated, "enterprise"), {"record": "ratings/admin/of_enterprise.html"}, order=20),
    Addition("order", "ratings", _of_family, {"next": "ratings/parts/order.html"}),
    Addition("provider-order", "ratings", _of_provider, {"next": "ratings/parts/word.html"}),
]
