"""Who goes together: the first crew, in a given order, that has enough hands for every service of the visit (X-BK-08).

What each may do is a number with a bit for each service (`Calendar.does`). Only these numbers count, so an answer is remembered, and of
those who may do the same only the first few are looked at: a crew of a few out of fifty is found at once.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

from marketplace.bookings.availability.reading import Calendar


def together(does: Sequence[int], needs: Sequence[int], *, hands: int, must: int = 0) -> tuple[int, ...] | None:
    """The places of the first crew of so many hands in which service `i` is done by at least `needs[i]`; None where there is none.

    The first `must` of the list are in every crew.
    """
    if len(does) < hands or must > hands:
        return None
    return _first(tuple(does), tuple(needs), hands, must)


@lru_cache(maxsize=4096)
def _first(does: tuple[int, ...], needs: tuple[int, ...], hands: int, must: int) -> tuple[int, ...] | None:
    seen: dict[int, int] = {}
    useful = []
    for place in range(must, len(does)):
        seen[does[place]] = seen.get(does[place], 0) + 1
        if seen[does[place]] <= hands and does[place]:
            useful.append(place)
    fixed = tuple(range(must))
    for more in combinations(useful, hands - must):
        crew = fixed + more
        if all(sum(does[place] >> bit & 1 for place in crew) >= need for bit, need in enumerate(needs)):
            return crew
    return None


def lacking(crew: Sequence[int], needs: Sequence[int]) -> tuple[int, ...]:
    """What one more has to be able to do beside those who go already (what each does, as above): 1 where a hand is missing, else 0."""
    return tuple(min(1, max(0, need - sum(does >> bit & 1 for does in crew))) for bit, need in enumerate(needs))


def in_order(calendars: Sequence[Calendar], numbers: Sequence[int]) -> list[Calendar]:
    """The calendars of these workers in this order."""
    by_id = {one.worker_id: one for one in calendars}
    return [by_id[number] for number in numbers if number in by_id]
