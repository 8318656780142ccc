"""The nearest who do a service and are on line, by distance in SQL: a bounding box on the index of those on line, then the great circle.

The box grows in rings, each twice as wide, and only who is in it is looked at: the cost follows how many are near, not how many the
city has. What is asked of a worker beside the distance is asked from the nearest outwards and no farther than needed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, radians
from typing import Any

import orjson
from django.db import connection

from marketplace.bookings.availability.travel import EARTH_KM, Point

KM_A_DEGREE = 111.2
FIRST_RING = 2.5
# A worker without a point of his own is near nobody; his employer still finds him on the board.
NEARBY = """
SELECT near.id, near.called, near.enterprise_id, near.lat, near.lng, near.travel, near.daily_visits, near.experience_years,
  (SELECT s.years FROM workers_skill AS s WHERE s.worker_id = near.id AND s.service_type_id = %(service)s), near.km,
  (SELECT jsonb_build_array(o.name, 2 * %(earth)s * asin(least(1, sqrt(sin(radians(o.lat - %(lat)s) / 2) ^ 2
   + cos(radians(%(lat)s)) * cos(radians(o.lat)) * sin(radians(o.lng - %(lng)s) / 2) ^ 2))))
   FROM enterprises_outlet AS o WHERE o.id = near.outlet_id AND o.state = 'open')
FROM (
  SELECT * FROM (
    SELECT w.id, w.called, w.enterprise_id, w.lat, w.lng, w.travel, w.daily_visits, w.experience_years, w.range_km, w.outlet_id,
      2 * %(earth)s * asin(least(1, sqrt(sin(radians(w.lat - %(lat)s) / 2) ^ 2
      + cos(radians(%(lat)s)) * cos(radians(w.lat)) * sin(radians(w.lng - %(lng)s) / 2) ^ 2))) AS km
    FROM workers_worker AS w
    WHERE w.online AND w.state = 'approved' AND w.lat BETWEEN %(south)s AND %(north)s AND w.lng BETWEEN %(west)s AND %(east)s
  ) AS around WHERE around.km <= least(%(radius)s, around.range_km) AND (around.km, around.id) > (%(after_km)s, %(after_id)s)
  ORDER BY around.km, around.id OFFSET 0
) AS near
WHERE near.id <> ALL (%(without)s) AND near.id = ANY (coalesce(%(among)s, ARRAY[near.id]))
  AND EXISTS (SELECT FROM workers_skill AS s WHERE s.worker_id = near.id AND s.service_type_id = %(service)s)
  AND (near.enterprise_id IS NULL OR EXISTS (SELECT FROM enterprises_enterprise AS e WHERE e.id = near.enterprise_id AND e.state = 'approved'))
LIMIT %(size)s
"""


@dataclass(frozen=True, slots=True)
class Near:
    """Somebody nearby who does the service; `years`: how long he has been doing it; his open outlet, and how far that is from the home."""

    worker_id: int
    called: str
    enterprise_id: int | None
    home: Point
    travel: str
    daily_visits: int
    years: int
    km: float
    outlet: str = ""
    outlet_km: float | None = None


def nearest(
    point: Point,
    *,
    service_type_id: int,
    radius_km: float,
    size: int,
    after: Near | None = None,
    without: frozenset[int] = frozenset(),
    among: frozenset[int] | None = None,
) -> list[Near]:
    """So many of the nearest, the next ones `after` somebody; `among`: only these. One query."""
    lat, lng = point
    up, aside = radius_km / KM_A_DEGREE, radius_km / (KM_A_DEGREE * max(0.05, cos(radians(lat))))
    values: dict[str, Any] = {
        "earth": EARTH_KM,
        "lat": lat,
        "lng": lng,
        "south": lat - up,
        "north": lat + up,
        "west": lng - aside,
        "east": lng + aside,
        "service": service_type_id,
        "radius": radius_km,
        "after_km": after.km if after else -1.0,
        "after_id": after.worker_id if after else 0,
        "without": sorted(without),
        "among": None if among is None else sorted(among),
        "size": size,
    }
    with connection.cursor() as cursor:
        cursor.execute(NEARBY, values)
        rows = cursor.fetchall()
    return [
        Near(number, called, firm, (at_lat, at_lng), travel, daily, max(years or 0, 0) or worked or 0, km, *(orjson.loads(outlet) if outlet else ()))
        for number, called, firm, at_lat, at_lng, travel, daily, worked, years, km, outlet in rows
    ]


def rings(radius_km: float) -> Iterator[float]:
    """How far is looked: a little, twice as far, … the radius."""
    ring = FIRST_RING
    while ring < radius_km:
        yield ring
        ring *= 2
    yield radius_km
