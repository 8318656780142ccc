"""What stands of this slice on the pages of offers and of hourly orders."""

from typing import Any

from django.urls import reverse

from core.additions import Addition
from core.idempotency.views import fresh_key
from marketplace.bookings.models import Booking
from marketplace.bookings.states import UNDER_WAY, BookingState
from marketplace.engagements.queries import care, contracts, own, people
from marketplace.engagements.queries.rules import engageable
from marketplace.engagements.services.contracting import BEFORE_A_VISIT
from marketplace.listings.models import Listing

CARED = (*UNDER_WAY, BookingState.DONE, BookingState.CONFIRMED)


def _engageable(listing: Listing) -> dict[str, Any] | None:
    return {"listing": listing} if engageable(listing) else None


def _on_order(order: Booking, *, contract_page: str, care_page: str) -> dict[str, Any]:
    contract = contracts.latest(order)
    return {
        "order": order,
        "contract": contract,
        "signed": contract is not None and contracts.is_signed(contract),
        "asks": reverse(contract_page, args=[order.number]) if contract_page and order.state in BEFORE_A_VISIT else "",
        "keeps_log": reverse(care_page, args=[order.number]) if order.state in CARED and care.keeps_log(order) else "",
        "key": fresh_key(),
    }


def _of_family(order: Booking) -> dict[str, Any]:
    search = own.open_search(order)
    shown = people.shown([search.worker], first=order.starts_at.date(), beyond=order.ends_at.date() + people.ONE_DAY) if search and search.worker else []
    known = _on_order(order, contract_page="engagements:order-contract", care_page="engagements:order-care")
    return {**known, "search": search, "substitute": shown[0] if shown else None}


def _of_provider(order: Booking) -> dict[str, Any]:
    known = _on_order(order, contract_page="engagements:enterprise-order-contract", care_page="engagements:enterprise-order-care")
    return {**known, "search": own.open_search(order)}


def _of_worker(order: Booking) -> dict[str, Any]:
    return {**_on_order(order, contract_page="", care_page="engagements:visit-care"), "search": None}


ADDITIONS = [
    Addition("listing", "engagements", _engageable, {"ask": "engagements/parts/ask.html", "bar": "engagements/parts/bar.html"}, order=12),
    Addition("order", "engagements", _of_family, {"next": "engagements/parts/order.html"}, order=20),
    Addition("provider-order", "engagements", _of_provider, {"next": "engagements/parts/provider_order.html"}, order=20),
    Addition("visit", "engagements", _of_worker, {"next": "engagements/parts/order.html"}, order=20),
]
