"""The average that every score is pulled to: refreshed daily, so scores move rarely and search is written anew rarely."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count, Sum

from core.access import Actor, require
from core.audit.services import record
from marketplace.ratings.models import Prior, Rating
from marketplace.ratings.models.standing import START_MEAN, START_WEIGHT
from marketplace.ratings.parameters import PRIOR_WEIGHT
from marketplace.ratings.services import standing
from marketplace.ratings.services.standing import PRIOR, SCORE
from marketplace.ratings.states import RatingState

ALL = "all"
BATCH = 500
RESCORE = f"""
WITH rows AS MATERIALIZED (SELECT id FROM ratings_standing WHERE id > %s ORDER BY id LIMIT %s FOR UPDATE)
UPDATE ratings_standing AS s SET score = {SCORE.format(total="s.total", count="s.count")} FROM {PRIOR} AS p
WHERE s.id IN (SELECT id FROM rows) RETURNING s.id, s.kind, s.number
"""  # noqa: S608 - only column names


def refresh_prior(*, actor: Actor, now: datetime) -> bool:
    """Take the average of all ratings, to two decimals, and score everybody anew if it has moved. Batches, each in a transaction. Whether it has."""
    require(actor, "recount", "rating")
    sums = Rating.objects.filter(state=RatingState.PUBLISHED).aggregate(total=Sum("score"), count=Count("pk"))
    count, total = sums["count"] or 0, sums["total"] or 0
    mean, weight = round((START_MEAN * START_WEIGHT + total) / (START_WEIGHT + count), 2), PRIOR_WEIGHT.at(now)
    with transaction.atomic():
        known = Prior.objects.select_for_update().filter(pk=ALL).first()
        if (known.mean, known.weight) == (mean, weight) if known else (mean, weight) == (START_MEAN, START_WEIGHT):
            return False
        Prior.objects.update_or_create(code=ALL, defaults={"mean": mean, "weight": weight, "changed_at": now})
        record(actor, function="rating.refresh_prior", detail={"mean": mean, "weight": weight}, now=now)
    last: int | None = 0
    while last is not None:
        last = _rescore(last)
    return True


def _rescore(after: int) -> int | None:
    """Score the next batch; the last id, or nothing when all are done."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(RESCORE, [after, BATCH])
        rows = sorted(cursor.fetchall())
        standing.tell_of([(kind, number) for _, kind, number in rows])
    return rows[-1][0] if rows else None
