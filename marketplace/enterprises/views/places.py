"""/outlets/: where one can walk in, on a drawn map and as a list, by distance and by what is open now (CHN-06)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core import clock, content
from core.api import encode_cursor
from core.errors import Invalid
from core.middleware import storable
from marketplace.catalog.queries import Catalogue, Place, catalogue
from marketplace.enterprises.cursors import position
from marketplace.enterprises.drawing import drawn
from marketplace.enterprises.places import SIZE, Wanted, card, changes_at, found, page_of, position_of, rule_of

SCOPES = ["enterprises", "catalog", "settings", "pages"]
PARAMETERS = ("district", "near", "lat", "lng", "open_now", "cursor")
STORED = {"district", "cursor"}


@require_safe
def outlets(request: HttpRequest) -> HttpResponse:
    """Outlets by district, by distance from a district's centre or from a point, and by whether they are open."""
    fingerprint, now = content.version(*SCOPES), clock.now()
    asked = {name: request.GET.get(name, "").strip() for name in PARAMETERS}
    if any(len(value) > 300 or "\x00" in value for value in asked.values()):
        raise Invalid("地址里的条件读不懂。")
    tree = catalogue()
    place, near = _place(asked["district"], tree), _place(asked["near"], tree)
    here = _point(asked) or ((near.lat, near.lng) if near else None)
    wanted = Wanted(
        district_id=place.id if place else None, lat=here[0] if here else None, lng=here[1] if here else None, open_now=asked["open_now"] in ("1", "on", "true")
    )
    rule = rule_of(timezone.localdate(now))
    rows = found(wanted, rule=rule, now=now)
    page = page_of(rows, wanted, after=position(asked["cursor"]))
    shown = page[:SIZE]
    cards = [card(row, rule=rule, now=now) for row in shown]
    context: dict[str, Any] = {
        "cards": cards,
        "count": rows.count(),
        "next": encode_cursor(*position_of(shown[-1])) if len(page) > SIZE else None,
        "tree": tree,
        "place": place,
        "near": near,
        "asked": asked,
        "open_now": wanted.open_now,
        "map": drawn(cards, tree.districts, here),
    }
    response = render(request, "enterprises/outlets/list.html", context)
    may_store = set(request.GET) <= STORED
    return storable(response, scopes=SCOPES, fingerprint=fingerprint, until=changes_at(shown, rule=rule, now=now)) if may_store else response


def _place(text: str, tree: Catalogue) -> Place | None:
    return next((place for place in tree.districts if text in (place.code, place.name)), None) if text else None


def _point(asked: dict[str, str]) -> tuple[float, float] | None:
    """The point that was asked for. Raises Invalid for half of one and for one that is nowhere."""
    if not asked["lat"] and not asked["lng"]:
        return None
    try:
        lat, lng = float(asked["lat"]), float(asked["lng"])
    except ValueError as error:
        raise Invalid("位置读不懂，要有经度和纬度。") from error
    if not (-90 <= lat <= 90 and -180 <= lng <= 180):
        raise Invalid("位置超出了范围。")
    return lat, lng
