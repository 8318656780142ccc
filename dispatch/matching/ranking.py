"""How those who can come are ranked, and why: points with words, so that a list explains itself (SRC-07).

    distance    all points at the door, none at the edge of the radius
    rating      the count-aware score of ratings, from 3 to 5 stars
    history     how often he has been with this family; a bad rating by it takes points away
    experience  years of this service, ten are all
    outlet      all points where his outlet is next door, none at the edge of the radius; an outlet serves the district or he is no candidate
    slack       how much room his day has left
    punctual    how often he came in time lately: that part of his credit

The weights are parameters; an urgent job counts the way there alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dispatch.matching import parameters

LOW, HIGH = 3.0, 5.0
MANY_YEARS, OFTEN = 10, 3
# What a family rates below this is no recommendation.
BAD = 3
HALF = 0.5
# How punctual is he whom credit has not counted yet.
USUAL = 0.95


@dataclass(frozen=True, slots=True)
class Weights:
    """The most points that each reason gives."""

    distance: int = 40
    rating: int = 25
    history: int = 20
    experience: int = 10
    slack: int = 5
    outlet: int = 5
    punctual: int = 10

    @classmethod
    def at(cls, now: datetime) -> "Weights":
        """As staff have set them."""
        named = (parameters.DISTANCE, parameters.RATING, parameters.HISTORY, parameters.EXPERIENCE, parameters.SLACK, parameters.OUTLET, parameters.PUNCTUAL)
        return cls(*(one.at(now) for one in named))


NEAREST_FIRST = Weights(100, 0, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of somebody beside distance and time: how he stands, and what he has done for this family."""

    score: float | None = None
    mean: float | None = None
    ratings: int = 0
    times: int = 0
    last_stars: int | None = None
    worst_stars: int | None = None
    visits: int = 0
    in_time: int = 0
    punctual: float | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its name, what it says, and the points that it gives."""

    name: str
    text: str
    points: int = 0

    def out(self) -> dict[str, Any]:
        """As it is kept and sent."""
        return {"name": self.name, "text": self.text, "points": self.points}


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody who can come, from when on, how far away he is, and why he stands where he stands."""

    worker_id: int
    called: str
    enterprise_id: int | None
    km: float
    travel_minutes: int
    start: datetime
    visits: int
    points: int
    reasons: Sequence[Reason] = field(default_factory=list)


def _part(most: int, share: float) -> int:
    return round(most * min(1.0, max(0.0, share)))


def distance_points(km: float, radius_km: float, weights: Weights, most: int | None = None) -> int:
    """More for who is nearer, up to the weight of the distance or to `most`."""
    return _part(weights.distance if most is None else most, 1 - km / radius_km)


def rating_points(facts: Facts, weights: Weights) -> int:
    """More for who stands better; who has no rating yet is no worse than the middle."""
    return _part(weights.rating, 0.5 if facts.score is None else (facts.score - LOW) / (HIGH - LOW))


def punctual_points(facts: Facts, weights: Weights) -> int:
    """More for who comes in time; half of the visits late and it is nothing. Who has no visit yet stands like most."""
    return _part(weights.punctual, ((USUAL if facts.punctual is None else facts.punctual) - HALF) / HALF)


def history_points(facts: Facts, weights: Weights) -> int:
    """More for who has often been there, less than nothing for whom the family did not like."""
    if facts.worst_stars is not None and facts.worst_stars < BAD:
        return -weights.history
    return _part(weights.history, facts.times / OFTEN)


def experience_points(years: int, weights: Weights) -> int:
    """More for who has done it longer."""
    return _part(weights.experience, years / MANY_YEARS)


def slack_points(visits: int, daily: int, weights: Weights) -> int:
    """More for whom the day leaves room."""
    return _part(weights.slack, 1 - visits / max(1, daily))


def said_of_rating(facts: Facts) -> str:
    """What the rating says."""
    return "还没有评价" if facts.mean is None else f"{facts.mean:.1f} 分，{facts.ratings} 条评价"


def said_of_punctuality(facts: Facts) -> str:
    """How often he came in time."""
    return f"最近上门 {facts.visits} 次，准时 {facts.in_time} 次" if facts.visits else "最近还没有上门"


def said_of_history(facts: Facts) -> str:
    """What the history says."""
    if not facts.times:
        return "没来过这家"
    last = f"，上次得 {facts.last_stars} 星" if facts.last_stars is not None else ""
    worst = "，有一次家里不满意" if facts.worst_stars is not None and facts.worst_stars < BAD else ""
    return f"来过这家 {facts.times} 次{last}{worst}"
