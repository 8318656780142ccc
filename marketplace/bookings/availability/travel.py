"""How long it takes from one home to the next. One hook: a maps provider can take the place of the default (`provide`)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import asin, ceil, cos, radians, sin, sqrt

Point = tuple[float, float]
Estimator = Callable[[Point, Point, str], int]
EARTH_KM = 6371.0
# Streets are no straight lines.
DETOUR = 1.3
# No way between two homes counts as longer; the window of the queries and the guard of `occupy` are cut to it.
LONGEST = 180


@dataclass(frozen=True, slots=True)
class Way:
    """How fast somebody goes, and how long it takes to set out and arrive (stairs, parking, platforms)."""

    km_an_hour: float
    setting_out: int


WAYS = {"foot": Way(4.5, 3), "bicycle": Way(15, 5), "transit": Way(18, 12), "car": Way(24, 10)}


def kilometres(one: Point, other: Point) -> float:
    """The great circle between two points."""
    lat_one, lng_one, lat_other, lng_other = (radians(part) for part in (*one, *other))
    half = sin((lat_other - lat_one) / 2) ** 2 + cos(lat_one) * cos(lat_other) * sin((lng_other - lng_one) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def by_distance(one: Point, other: Point, travel: str) -> int:
    """Minutes by the great circle, a detour factor and the speed of the way of travelling; the same house costs nothing."""
    way, km = WAYS[travel], kilometres(one, other)
    if km < 0.05:
        return 0
    return min(LONGEST, ceil(km * DETOUR / way.km_an_hour * 60) + way.setting_out)


@dataclass(slots=True)
class _Chosen:
    estimator: Estimator = field(default=by_distance)


_chosen = _Chosen()


def provide(estimator: Estimator) -> None:
    """Take another estimator; `by_distance` is the default."""
    _chosen.estimator = estimator


def minutes(one: Point | None, other: Point | None, travel: str) -> int:
    """Minutes from one place to another, at most LONGEST; 0 where one of them is not known."""
    if one is None or other is None:
        return 0
    return max(0, min(LONGEST, _chosen.estimator(one, other, travel)))
