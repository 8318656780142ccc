"""What changes a part of somebody's credit marks him: one job counts."""

from collections.abc import Iterable, Sequence

from core import clock
from core.outbox import Delivery, on
from marketplace.bookings.events import (
    BOOKING_ACCEPTED,
    BOOKING_COMPLETED,
    BOOKING_EXPIRED,
    BOOKING_MISSED,
    BOOKING_QUOTED,
    BOOKING_REFUSED,
)
from marketplace.credit.services import mark, mark_orders
from marketplace.credit.states import Kind
from marketplace.enterprises.events import ENTERPRISE_APPROVED
from marketplace.listings.events import LISTING_ENQUIRED
from marketplace.listings.models import Listing
from marketplace.ratings.events import ENTERPRISE_RATED, WORKER_RATED
from marketplace.warranty.events import REDO_ASKED, REDO_DECIDED
from marketplace.warranty.models import Redo
from marketplace.workers.events import SPOT_CHECKED, WORKER_APPROVED
from marketplace.workers.models import SpotCheck

ORDERS = (BOOKING_ACCEPTED, BOOKING_QUOTED, BOOKING_REFUSED, BOOKING_EXPIRED, BOOKING_COMPLETED, BOOKING_MISSED)


def _ids(deliveries: Iterable[Delivery], name: str) -> list[int]:
    return sorted({int(one.ids[name]) for one in deliveries if name in one.ids})


@on(ENTERPRISE_RATED, WORKER_RATED, ENTERPRISE_APPROVED, WORKER_APPROVED, batch=True)
def mark_named(deliveries: Sequence[Delivery]) -> None:
    """Who is named by the event: rated, or new."""
    mark([(str(kind), number) for kind in Kind for number in _ids(deliveries, f"{kind}_id")], now=clock.now())


@on(*ORDERS, batch=True)
def mark_ordered(deliveries: Sequence[Delivery]) -> None:
    """An order was answered, done, or nobody came."""
    mark_orders(_ids(deliveries, "booking_id"), now=clock.now())


@on(REDO_ASKED, REDO_DECIDED, batch=True)
def mark_redone(deliveries: Sequence[Delivery]) -> None:
    """An order has to be done again, or has not after all: it counts for whoever did the first one."""
    mark_orders(list(Redo.objects.filter(pk__in=_ids(deliveries, "redo_id")).values_list("first_id", flat=True)), now=clock.now())


@on(SPOT_CHECKED, batch=True)
def mark_checked(deliveries: Sequence[Delivery]) -> None:
    """A spot check, or what it found was put right."""
    rows = SpotCheck.objects.filter(pk__in=_ids(deliveries, "check_id")).values_list("worker_id", "enterprise_id")
    mark([subject for worker, firm in rows for subject in _both(worker, firm)], now=clock.now())


@on(LISTING_ENQUIRED, batch=True)
def mark_asked(deliveries: Sequence[Delivery]) -> None:
    """A question about an offer, or its answer."""
    rows = Listing.objects.filter(pk__in=_ids(deliveries, "listing_id")).values_list("author__worker", "enterprise_id")
    mark([subject for worker, firm in rows for subject in _both(None if firm else worker, firm)], now=clock.now())


def _both(worker: int | None, firm: int | None) -> list[tuple[str, int]]:
    return [(str(kind), number) for kind, number in ((Kind.WORKER, worker), (Kind.ENTERPRISE, firm)) if number is not None]
