"""What is asked for: which services, how long, by how many, where."""

from dataclasses import dataclass

from marketplace.bookings.availability.rules import Rule
from marketplace.bookings.availability.travel import Point


@dataclass(frozen=True, slots=True)
class Place:
    """Where the job is. Without a district nobody's area is asked."""

    lat: float | None = None
    lng: float | None = None
    district_id: int | None = None

    @property
    def point(self) -> Point | None:
        """The point, None when it is not known."""
        return None if self.lat is None or self.lng is None else (self.lat, self.lng)


@dataclass(frozen=True, slots=True)
class Job:
    """A visit that somebody wants: the service type, its rule, how many minutes, where, how many hands.

    `also` are further service types of the same visit; `needs` says how many have to do each of them, the first one first. Without it all
    who come do the one service.
    """

    service_type_id: int
    rule: Rule
    minutes: int
    place: Place = Place()
    hands: int = 1
    also: tuple[int, ...] = ()
    needs: tuple[int, ...] = ()

    @property
    def needed(self) -> tuple[int, ...]:
        """How many have to do each service."""
        return self.needs or (self.hands,)
