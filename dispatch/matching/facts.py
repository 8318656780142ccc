"""How those nearby stand, and what each has done for the family that asks. Four queries, whatever their number."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import Count

from dispatch.matching.models import Punctuality
from dispatch.matching.punctuality import punctuality_of
from dispatch.matching.ranking import Facts
from marketplace.bookings.models import Assignment
from marketplace.bookings.states import AssignmentStatus, BookingState
from marketplace.ratings.models import Rating
from marketplace.ratings.states import RatingState


def facts_of(workers: Sequence[int], *, family_id: int | None) -> dict[int, Facts]:
    """What is known of these workers. Two queries, and two more for a family that is known."""
    standings, came = _standings(workers), punctuality_of(Punctuality.WORKER, workers)
    past = _past(workers, family_id) if family_id is not None else {}
    found = {}
    for number in workers:
        score, total, count = standings.get(number, (None, 0, 0))
        times, last, worst = past.get(number, (0, None, None))
        kept = came.get(number)
        punctual = (kept.visits, kept.in_time, kept.score) if kept else (0, 0, None)
        found[number] = Facts(score, round(total / count, 1) if count else None, count, times, last, worst, *punctual)
    return found


def _standings(workers: Sequence[int]) -> dict[int, tuple[float | None, int, int]]:
    """Score, sum and number of ratings of those who have any."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, score, total, count FROM ratings_standing WHERE kind = %s AND number = ANY (%s) AND count > 0", ["worker", list(workers)]
        )
        return {number: (score, total, count) for number, score, total, count in cursor.fetchall()}


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
