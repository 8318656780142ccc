"""What a storefront is, in the words of schema.org, for search engines. Data that a browser never runs."""

from collections.abc import Callable
from typing import Any

from django.utils.safestring import SafeString

from core.money import Money
from core.structured import as_scripts, breadcrumbs
from marketplace.enterprises.models import Enterprise

Absolute = Callable[[str], str]
OFFERS = 20


def scripts(context: dict[str, Any], *, absolute: Absolute, above: list[tuple[str, str]]) -> SafeString:
    """`LocalBusiness` and `BreadcrumbList` as script elements."""
    return as_scripts((business(context, absolute=absolute), breadcrumbs(above, context["enterprise"].shown_name)))


def business(context: dict[str, Any], *, absolute: Absolute) -> dict[str, Any]:
    """The enterprise with what it offers. No telephone: people ask through the platform."""
    row: Enterprise = context["enterprise"]
    district = row.district.name if row.district else ""
    return {
        "@context": "https://schema.org",
        "@type": "LocalBusiness",
        "name": row.shown_name,
        "legalName": row.legal_name,
        "taxID": row.licence_no,
        "url": absolute(row.get_absolute_url()),
        "description": context["summary"],
        "image": absolute(context["picture"]) if context.get("picture") else "",
        "areaServed": {"@type": "AdministrativeArea", "name": district} if district else None,
        "address": {"@type": "PostalAddress", "addressCountry": "CN", "addressLocality": district} if district else None,
        "makesOffer": [_offer(item, absolute) for item in context["fees"][:OFFERS] if item["side"] == "offer" and item["price_yuan"]],
    }


def _offer(item: dict[str, Any], absolute: Absolute) -> dict[str, Any]:
    price = {"@type": "UnitPriceSpecification", "price": Money.parse(item["price_yuan"]).yuan, "priceCurrency": "CNY", "unitText": item["unit"]}
    return {"@type": "Offer", "name": item["title"], "url": absolute(item["url"]), "priceSpecification": price}
