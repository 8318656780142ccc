"""How those nearby stand, and what each has done for the family that asks. Three queries at most, whatever their number."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Count

from dispatch.matching.ranking import Facts
from marketplace.bookings.models import Assignment
from marketplace.bookings.states import AssignmentStatus, BookingState
from marketplace.ratings.models import Rating
from marketplace.ratings.states import RatingState

# Of credit the part that says how punctual he is: visits, what those in time are worth (in hundredths), the share in basis points.
STANDINGS = """
SELECT asked.number, s.score, coalesce(s.total, 0), coalesce(s.count, 0), coalesce((c.part ->> 'count')::int, 0), coalesce((c.part ->> 'total')::int, 0) / 100,
       (c.part ->> 'share')::int / 10000.0::float8
FROM unnest(%s::bigint[]) AS asked (number)
LEFT JOIN ratings_standing AS s ON s.kind = 'worker' AND s.number = asked.number AND s.count > 0
LEFT JOIN (SELECT number, parts -> 'punctual' AS part FROM credit_standing WHERE kind = 'worker') AS c ON c.number = asked.number
"""


def facts_of(workers: Sequence[int], *, family_id: int | None) -> dict[int, Facts]:
    """What is known of these workers. One query, and two more for a family that is known."""
    standings = _standings(workers)
    past = _past(workers, family_id) if family_id is not None else {}
    found = {}
    for number in workers:
        score, total, count, *punctual = standings[number]
        times, last, worst = past.get(number, (0, None, None))
        found[number] = Facts(score, round(total / count, 1) if count else None, count, times, last, worst, *punctual)
    return found


def _standings(workers: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    """Score, sum and number of the ratings of each, then visits, those in time and the share of it in credit; nothing and noughts where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(STANDINGS, [list(workers)])
        return {number: found for number, *found in cursor.fetchall()}


def _past(workers: Sequence[int], family_id: int) -> dict[int, tuple[int, int | None, int | None]]:
    """How often each has finished a job there, the stars of the last and of the worst one."""
    jobs = Assignment.objects.filter(
        worker_id__in=workers, status=AssignmentStatus.FIXED, visit__booking__customer_id=family_id, visit__booking__state=BookingState.CONFIRMED
    )
    times = dict(jobs.order_by().values_list("worker_id").annotate(count=Count("visit__booking", distinct=True)))
    if not times:
        return {}
    said = Rating.objects.filter(author_id=family_id, worker_id__in=times, state=RatingState.PUBLISHED).order_by("worker_id", "created_at")
    stars: dict[int, list[int]] = {}
    for number, score in said.values_list("worker_id", "score"):
        stars.setdefault(number, []).append(score)
    return {number: (count, stars[number][-1] if number in stars else None, min(stars.get(number, [0])) or None) for number, count in times.items()}
