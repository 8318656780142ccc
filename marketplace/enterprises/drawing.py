"""The drawn map of outlets: points in a box of fixed size, no tiles and nobody else's server."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

WIDTH, HEIGHT, EDGE = 760, 380, 44
SMALLEST = 0.04


def drawn(cards: Sequence[dict[str, Any]], places: Iterable[Any], here: tuple[float, float] | None) -> dict[str, Any]:
    """Pins in the order of the cards, names of the districts around them, and where one is. Coordinates are pixels."""
    points = [(item["lat"], item["lng"]) for item in cards] + ([here] if here else [])
    if not points:
        return {}
    to_pixels = _projection(points)
    pins = [{"number": number, "x": x, "y": y} for number, (x, y) in enumerate((to_pixels(item["lat"], item["lng"]) for item in cards), 1)]
    labels = [{"name": place.short, "x": x, "y": y} for place in places for x, y in [to_pixels(place.lat, place.lng)] if _inside(x, y)]
    home = dict(zip(("x", "y"), to_pixels(*here), strict=True)) if here else None
    return {"width": WIDTH, "height": HEIGHT, "pins": pins, "labels": labels, "home": home}


def _inside(x: float, y: float) -> bool:
    return EDGE / 2 <= x <= WIDTH - EDGE / 2 and EDGE / 2 <= y <= HEIGHT - EDGE / 2


def _projection(points: Sequence[tuple[float, float]]) -> Any:
    lats, lngs = [lat for lat, _ in points], [lng for _, lng in points]
    middle_lat, middle_lng = (min(lats) + max(lats)) / 2, (min(lngs) + max(lngs)) / 2
    narrow = max(0.01, math.cos(math.radians(middle_lat)))
    tall = max(max(lats) - min(lats), SMALLEST)
    wide = max((max(lngs) - min(lngs)) * narrow, SMALLEST)
    scale = min((WIDTH - 2 * EDGE) / wide, (HEIGHT - 2 * EDGE) / tall)

    def to_pixels(lat: float, lng: float) -> tuple[float, float]:
        return round(WIDTH / 2 + (lng - middle_lng) * narrow * scale, 1), round(HEIGHT / 2 - (lat - middle_lat) * scale, 1)

    return to_pixels
