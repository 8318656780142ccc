"""/prices/: the guidance prices, for everybody. Stored bytes; a range that begins on a later day appears at that midnight."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core import clock, content
from core.errors import Invalid
from core.middleware import storable
from marketplace.catalog.queries import catalogue
from marketplace.pricing.queries import SCOPE, ranges, upcoming
from marketplace.pricing.shown import bases_of, by_category, with_span

SCOPES = [SCOPE, "catalog", "settings", "pages"]
PARAMETERS = ("category", "district")


@require_safe
def prices(request: HttpRequest) -> HttpResponse:
    """Guidance prices by category and district (PRI-01): what holds today, and what is published and begins later."""
    fingerprint, now = content.version(*SCOPES), clock.now()
    asked = {name: request.GET.get(name, "").strip() for name in PARAMETERS}
    if any(len(value) > 60 or "\x00" in value for value in asked.values()):
        raise Invalid("地址里的条件读不懂。")
    tree, today = catalogue(), timezone.localdate(now)
    node = tree.by_slug.get(asked["category"])
    place = next((place for place in tree.districts if asked["district"] in (place.code, place.name)), None) if asked["district"] else None
    wanted: dict[str, Any] = {"on": today, "categories": tuple(tree.family_of(node)) if node else (), "district_id": place.id if place else None}
    found = ranges(**wanted)
    coming = [with_span(item) for item in upcoming(**wanted)]
    context = {
        "groups": by_category(found.items, tree),
        "coming": coming,
        "coming_bases": bases_of(coming),
        "count": found.count,
        "tree": tree,
        "node": node,
        "place": place,
        "today": today,
    }
    response = render(request, "pricing/prices.html", context)
    return storable(response, scopes=SCOPES, fingerprint=fingerprint, until=found.until) if set(request.GET) <= set(PARAMETERS) else response
