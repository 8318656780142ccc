"""What the blocks of the front page show."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse

from core import clock
from core.pages import ends_at
from marketplace.catalog import queries as catalog
from marketplace.enterprises import queries as enterprises
from marketplace.listings import queries as listings

register = template.Library()


@register.simple_tag
def category_tree() -> Sequence[Any]:
    """Top categories with their children."""
    return catalog.category_tree()


@register.simple_tag(takes_context=True)
def latest_offers(context: Context, limit: int) -> Sequence[Any]:
    """The newest published offers; the page ends with the first of them."""
    found = listings.latest_offers(limit)
    if request := context.get("request"):
        ends_at(request, min((offer["expires_at"] for offer in found if offer["expires_at"]), default=None))
    return found


@register.simple_tag
def featured_enterprises(limit: int) -> Sequence[Any]:
    """Admitted enterprises."""
    return enterprises.featured(limit)


@register.simple_tag(takes_context=True)
def target(context: Context, link: Any) -> str:
    """Where a button of a block leads; empty when nowhere (then no button is drawn)."""
    if not link or not link.get("label"):
        return ""
    if page := link.get("page"):
        shown = page.live and not (page.expire_at and page.expire_at <= clock.now())
        if shown and page.expire_at and context.get("request"):
            ends_at(context["request"], page.expire_at)
        return page.get_url(context.get("request")) or "" if shown else ""
    if link.get("place"):
        try:
            return reverse(link["place"])
        except NoReverseMatch:
            return ""
    return link.get("url") or ""
