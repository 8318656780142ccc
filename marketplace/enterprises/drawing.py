"""The drawn map of outlets: points in a box of fixed size, no tiles and nobody else's server."""

import itertools
import math
from collections.abc import Iterable, Sequence
from typing import Any

WIDTH, HEIGHT, EDGE = 760, 380, 44
SMALLEST = 0.04
# Pins stand at least this far apart, so that each number can be read and touched on a phone too; names make room for them.
APART, ABOVE, ROUNDS = 46.0, 34.0, 60


def drawn(cards: Sequence[dict[str, Any]], places: Iterable[Any], here: tuple[float, float] | None) -> dict[str, Any]:
    """Pins in the order of the cards, names of the districts around them, and where one is. Coordinates are pixels."""
    points = [(item["lat"], item["lng"]) for item in cards] + ([here] if here else [])
    if not points:
        return {}
    to_pixels = _projection(points)
    spread = _apart([to_pixels(item["lat"], item["lng"]) for item in cards])
    pins = [{"number": number, "x": x, "y": y} for number, (x, y) in enumerate(spread, 1)]
    labels = [_label(place.short, point, spread) for place in places if _inside(*(point := to_pixels(place.lat, place.lng)))]
    home = dict(zip(("x", "y"), to_pixels(*here), strict=True)) if here else None
    return {"width": WIDTH, "height": HEIGHT, "pins": pins, "labels": labels, "home": home}


def _apart(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points, moved by little until none lies on another; always the same for the same points."""
    found = [[x, y] for x, y in points]
    for _ in range(ROUNDS):
        moved = False
        for one, other in itertools.combinations(range(len(found)), 2):
            (x, y), (u, v) = found[one], found[other]
            distance = math.hypot(u - x, v - y)
            if distance >= APART:
                continue
            angle = math.atan2(v - y, u - x) if distance else one + other
            push = (APART - distance) / 2 + 0.1
            for number, way in ((one, -1), (other, 1)):
                found[number][0] = min(WIDTH - EDGE / 2, max(EDGE / 2, found[number][0] + way * push * math.cos(angle)))
                found[number][1] = min(HEIGHT - EDGE / 2, max(EDGE / 2, found[number][1] + way * push * math.sin(angle)))
            moved = True
        if not moved:
            break
    return [(round(x, 1), round(y, 1)) for x, y in found]


def _label(name: str, point: tuple[float, float], pins: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """A district's name, above a pin that would cover it."""
    x, y = point
    covered = [v for u, v in pins if abs(u - x) < ABOVE and abs(v - y) < ABOVE / 2]
    return {"name": name, "x": x, "y": round(min(covered) - ABOVE / 1.4, 1) if covered else y}


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
