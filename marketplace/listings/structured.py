"""A listing in the words of schema.org: an offer is a Service with its price, a request is a Demand. Nothing of a person (MEM-04)."""

from collections.abc import Sequence
from typing import Any

from core.money import Money
from core.structured import CONTEXT, Facts
from marketplace.listings.models import Listing
from marketplace.listings.states import Side


def of_listing(listing: Listing, *, url: str, provider_url: str, area: Sequence[str], picture: str) -> Facts:
    """What is offered or wanted, where, for how much, and which enterprise answers for it; addresses are whole ones."""
    places = [{"@type": "AdministrativeArea", "name": name} for name in area or [str(listing.district or "")]]
    service: Facts = {
        "@type": "Service",
        "name": listing.title,
        "description": listing.description,
        "serviceType": listing.service_type.name if listing.service_type else listing.category.name,
        "category": listing.category.name,
        "areaServed": places,
    }
    same = {"@context": CONTEXT, "url": url, "inLanguage": "zh-Hans"}
    if listing.side != Side.OFFER:
        ends = listing.expires_at.isoformat() if listing.expires_at else ""
        return {**same, "@type": "Demand", "name": listing.title, "itemOffered": service, "availabilityEnds": ends, "priceSpecification": _budget(listing)}
    provider = {"@type": "LocalBusiness", "name": listing.enterprise.legal_name, "url": provider_url} if listing.enterprise else None
    return {**service, **same, "provider": provider, "image": picture, "offers": _offer(listing, url)}


def _price(listing: Listing, **values: Any) -> Facts:
    return {"@type": "UnitPriceSpecification", "priceCurrency": "CNY", "unitText": listing.unit.label if listing.unit else "", **values}


def _offer(listing: Listing, url: str) -> Facts | None:
    if listing.price_fen is None:
        return None
    price = Money(listing.price_fen).yuan
    ends = listing.expires_at.isoformat() if listing.expires_at else ""
    return {"@type": "Offer", "url": url, "price": price, "priceCurrency": "CNY", "priceSpecification": _price(listing, price=price), "validThrough": ends}


def _budget(listing: Listing) -> Facts | None:
    bounds = {"minPrice": listing.budget_min_fen, "maxPrice": listing.budget_max_fen}
    known = {name: Money(fen).yuan for name, fen in bounds.items() if fen is not None}
    return _price(listing, **known) if known else None
