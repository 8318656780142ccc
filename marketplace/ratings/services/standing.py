"""Moving the sums of those who are rated, in the transaction of the rating. Rows are locked in one order, so nobody waits in a circle."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from core.content import bump
from core.outbox.services import publish_many
from core.writing import Writing
from marketplace.ratings.events import ENTERPRISE_RATED, LISTING_RATED, WORKER_RATED
from marketplace.ratings.models import Rating
from marketplace.ratings.models.standing import STARS, START_MEAN, START_WEIGHT, SUMS
from marketplace.ratings.states import PARTS, Subject

EVENTS = {Subject.ENTERPRISE: ENTERPRISE_RATED, Subject.LISTING: LISTING_RATED, Subject.WORKER: WORKER_RATED}
# The scope of pages on which an editor has put ratings of his choice.
CHOSEN = "ratings"
_ADDED = ", ".join(f"{name} = s.{name} + d.{name}" for name in SUMS)
PRIOR = f"(SELECT coalesce(max(mean), {START_MEAN}) AS mean, coalesce(max(weight), {START_WEIGHT})::bigint AS weight FROM ratings_prior)"  # noqa: S608 - two numbers
SCORE = "(p.mean * p.weight + {total}) / (p.weight + {count})"
# One statement for all that a rating counts for: new rows and old ones alike.
ADD = "SELECT ratings_count_in(%s::text[], %s::bigint[], %s::bigint[], %s)"
# A difference may be negative, which no new row may be: the rows are there, since the rating was counted.
SHIFT = f"""
WITH rows AS MATERIALIZED (
  SELECT s.id FROM ratings_standing AS s JOIN unnest(%(kinds)s::text[], %(numbers)s::bigint[]) AS w (kind, number) USING (kind, number)
  ORDER BY s.kind, s.number FOR UPDATE OF s)
UPDATE ratings_standing AS s SET {_ADDED}, changed_at = %(now)s, score = {SCORE.format(total="s.total + d.total", count="s.count + d.count")}
FROM (SELECT {", ".join(f"%({name})s::bigint AS {name}" for name in SUMS)}) AS d, {PRIOR} AS p
WHERE s.id IN (SELECT id FROM rows)
"""  # noqa: S608
Figures = tuple[int, ...]


def figures(rating: Rating) -> Figures:
    """What one rating adds to every sum, in the order of `SUMS`."""
    stars = [int(rating.score == place + 1) for place in range(len(STARS))]
    parts = [number for name in PARTS for number in _part(getattr(rating, name))]
    return (1, rating.score, rating.score**2, *stars, *parts)


def _part(value: int | None) -> tuple[int, int]:
    return (0, 0) if value is None else (1, value)


def scope_of(kind: str, number: int) -> str:
    """The content scope of what a page shows of somebody's ratings."""
    return f"rated:{kind}:{number}"


def count_in(rating: Rating, *, now: datetime) -> None:
    """A rating begins to count."""
    writing = Writing()
    counted(rating, writing, now=now)
    writing.send()


def counted(rating: Rating, writing: Writing, *, now: datetime) -> None:
    """A rating begins to count, written together with what else is written."""
    subjects = rating.subjects
    writing.run(ADD, [kind for kind, _ in subjects], [number for _, number in subjects], list(figures(rating)), now)


def count_out(rating: Rating, *, now: datetime) -> None:
    """A rating counts no more."""
    _write(rating, tuple(-number for number in figures(rating)), now)


def count_again(rating: Rating, before: Figures, *, now: datetime) -> None:
    """A rating that counts says something else now; nothing is written where no figure has changed."""
    changed = tuple(new - old for new, old in zip(figures(rating), before, strict=True))
    if any(changed):
        _write(rating, changed, now)


def _write(rating: Rating, change: Figures, now: datetime) -> None:
    subjects = rating.subjects
    values: dict[str, Any] = {
        "kinds": [kind for kind, _ in subjects],
        "numbers": [number for _, number in subjects],
        "now": now,
        **dict(zip(SUMS, change, strict=True)),
    }
    with connection.cursor() as cursor:
        cursor.execute(SHIFT, values)


def shown_otherwise(rating: Rating, *, is_new: bool = False) -> None:
    """What is shown of those who are rated has changed: search and stored pages follow. A new rating stands on nobody's own choice yet."""
    tell_of(rating.subjects)
    chosen = () if is_new else (CHOSEN,)
    bump(*(scope_of(kind, number) for kind, number in rating.subjects), f"rating:{rating.pk}", *chosen)


def tell_of(subjects: Sequence[tuple[str, int]]) -> None:
    """Publish that these stand otherwise. A statement for each kind."""
    for kind in sorted({kind for kind, _ in subjects}):
        publish_many(EVENTS[Subject(kind)], [(f"{kind}:{number}", {f"{kind}_id": number}) for one, number in subjects if one == kind])
