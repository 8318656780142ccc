"""What the blocks of the front page show."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from cms.training.models import CoursePage, standing_q
from cms.training.queries import index_page
from cms.training.states import Standing
from core import clock
from core.pages import ends_at
from marketplace.catalog import queries as catalog
from marketplace.enterprises import queries as enterprises
from marketplace.listings import queries as listings
from marketplace.pricing import queries as pricing
from marketplace.pricing.shown import with_span
from marketplace.ratings.queries import public as ratings
from marketplace.recruitment.queries import public as jobs

register = template.Library()
LOOKED_AT = 5  # times as many as are shown


@register.simple_tag
def category_tree() -> Sequence[Any]:
    """Top categories with their children."""
    return catalog.category_tree()


@register.simple_tag(takes_context=True)
def latest_offers(context: Context, limit: int) -> Sequence[Any]:
    """The newest published offers, each drawing once as far as that goes; the page ends with the first of them, or when a guidance price begins."""
    found = _mixed(listings.latest_offers(limit * LOOKED_AT), limit)
    if request := context.get("request"):
        ends_at(request, min((offer["until"] for offer in found if offer["until"]), default=None))
    return found


def _mixed(found: Sequence[dict[str, Any]], limit: int) -> list[dict[str, Any]]:
    """The first of each drawing, then the others; in the order in which they came."""
    first: dict[str, int] = {}
    for place, offer in enumerate(found):
        first.setdefault(offer["photo"] or offer["art"], place)
    places = [*first.values(), *(place for place in range(len(found)) if place not in first.values())]
    return [found[place] for place in sorted(places[:limit])]


@register.simple_tag
def featured_enterprises(limit: int) -> Sequence[Any]:
    """Admitted enterprises."""
    return enterprises.featured(limit)


@register.simple_tag(takes_context=True)
def guidance_of(context: Context, codes: Sequence[str]) -> Sequence[Any]:
    """What holds today in the whole city for these services, in this order; the page ends when the next range begins. One query."""
    found = pricing.ranges(on=timezone.localdate(clock.now()))
    _ends(context, found.until)
    rows: dict[str, Any] = {}
    for item in found.items:
        if not item["district"]:
            rows.setdefault(item["service_type"], with_span(item))
    return [rows[code] for code in codes if code in rows]


@register.simple_tag(takes_context=True)
def latest_jobs(context: Context, limit: int) -> Sequence[Any]:
    """The newest postings; the page ends with the first of them. Three queries."""
    page = jobs.public_page(jobs.Filter(), now=clock.now(), size=limit)
    _ends(context, page.until)
    return page.items


@register.simple_tag(takes_context=True)
def next_courses(context: Context, limit: int) -> Sequence[Any]:
    """Courses that one can still enrol for, the first to begin first; the page ends when the standing of one changes. Two queries."""
    now = clock.now()
    today = timezone.localdate(now)
    found = CoursePage.objects.shown(now).filter(standing_q(today)[Standing.OPEN])
    _ends(context, found.next_change(today))
    return found.for_list().order_by("starts_on", "pk")[:limit]


@register.simple_tag
def chosen_ratings(rows: Sequence[Any]) -> Sequence[Any]:
    """Those of the ratings that an editor chose which are public, in his order. Three queries."""
    return ratings.chosen([row.pk for row in rows if row is not None])


@register.simple_tag
def training_page() -> Any:
    """The page that courses stand under."""
    return index_page()


def _ends(context: Context, at: Any) -> None:
    if at is not None and context.get("request"):
        ends_at(context["request"], at)


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
