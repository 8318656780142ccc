"""Listings for templates of any page."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from core.structured import as_scripts, breadcrumbs
from marketplace.catalog.queries import Node
from marketplace.listings import structured
from marketplace.listings.models import Listing

register = template.Library()


@register.simple_tag(takes_context=True)
def listing_data(context: Context, listing: Listing, path: Sequence[Node]) -> SafeString:
    """What the listing is, for search engines (schema.org), and where it stands."""
    absolute: Any = context["request"].build_absolute_uri
    photos = context.get("photos") or []
    facts = structured.of_listing(
        listing,
        url=absolute(listing.get_absolute_url()),
        provider_url=absolute(listing.enterprise.get_absolute_url()) if listing.enterprise else "",
        area=context.get("area") or [],
        picture=absolute(photos[0]["card"]) if photos and photos[0]["card"] else "",
    )
    return as_scripts((facts, breadcrumbs([(node.name, absolute(node.url)) for node in path], listing.title)))
