"""One listing as its page and the API show it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from django.conf import settings
from django.db import connection
from django.utils import timezone

from core import planned
from core.media.models import SiteRendition
from core.money import Money
from marketplace.listings.models import Listing
from marketplace.listings.queries.public import GUIDANCE
from marketplace.listings.states import Side
from marketplace.pricing import queries as pricing
from marketplace.pricing.shown import drawn

CARD = "fill-400x260"
GUIDES = f"SELECT l.id, {pricing.YUAN.format('l.price_fen')}, ({GUIDANCE.format(today='%(today)s', whole_city='{whole_city}')})::text FROM listings_listing l WHERE l.id = ANY(%(ids)s)"  # noqa: S608
LARGE = "max-1280x960"


def photos_of(listing: Listing) -> list[dict[str, Any]]:
    """Photos in order with the addresses of their sizes. One query."""
    images = listing.photos.order_by("position", "pk").values_list("pk", "image_id", "alt")
    order = {image_id: (place, number, alt) for place, (number, image_id, alt) in enumerate(images)}
    files: dict[int, dict[str, str]] = {}
    if order:
        for image_id, spec, file in SiteRendition.objects.filter(image_id__in=order, filter_spec__in=[CARD, LARGE]).values_list(
            "image_id", "filter_spec", "file"
        ):
            files.setdefault(image_id, {})[spec] = f"{settings.MEDIA_URL}{file}"
    return [
        {"id": order[image_id][1], "card": files[image_id].get(CARD, ""), "large": files[image_id].get(LARGE, ""), "alt": order[image_id][2]}
        for image_id in sorted(files, key=lambda found: order[found])
    ]


def money_of(listing: Listing) -> dict[str, str | None]:
    """Price and budget in yuan."""
    found = {"price_yuan": listing.price_fen, "budget_min_yuan": listing.budget_min_fen, "budget_max_yuan": listing.budget_max_fen}
    return {name: None if fen is None else Money(fen).yuan for name, fen in found.items()}


def guidance_of(listings: Sequence[Listing], *, now: datetime) -> tuple[dict[int, dict[str, Any] | None], datetime | None]:
    """For each listing its guidance price with the mark (PRI-02), and when the next range begins. One query."""
    asked = [pricing.Asked(row.service_type_id, row.unit_id, row.district_id, row.price_fen) for row in listings]
    found, until = pricing.beside(asked, now=now)
    return {row.pk: guidance for row, guidance in zip(listings, found, strict=True)}, until


def guides_of(listing_ids: Sequence[int], *, now: datetime) -> dict[int, dict[str, Any] | None]:
    """For listings by id what `components/guide.html` draws beside their prices. One query, none for no listings."""
    if not listing_ids:
        return {}
    with connection.cursor() as database:
        planned.ask(database, GUIDES.format(whole_city=pricing.whole_city()), {"ids": list(listing_ids), "today": timezone.localdate(now)})
        return {number: drawn(orjson.loads(guidance) if guidance else None, price) for number, price, guidance in database.fetchall()}


def areas_of(listing_ids: Sequence[int]) -> dict[int, list[str]]:
    """For listings by id the districts they go to, where they say. One query."""
    rows = Listing.service_area.through.objects.filter(listing_id__in=listing_ids).order_by("district__position", "district_id")
    found: dict[int, list[str]] = {}
    for number, short in rows.values_list("listing_id", "district__short"):
        found.setdefault(number, []).append(short)
    return found


def listing_context(listing: Listing) -> dict[str, Any]:
    """What the public page of a listing shows: nothing of it leads to a person's number or door (MEM-04)."""
    return {
        "listing": listing,
        "photos": photos_of(listing),
        "area": list(listing.service_area.order_by("position", "pk").values_list("short", flat=True)) if listing.side == Side.OFFER else [],
        "is_offer": listing.side == Side.OFFER,
    }
