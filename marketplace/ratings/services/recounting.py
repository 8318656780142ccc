"""The nightly check: every sum has to be what counting all ratings anew gives."""

from datetime import datetime

from django.db import connection, transaction

from core.access import Actor, require
from core.audit.services import record
from marketplace.ratings.models.standing import PART_SUMS, STARS, SUMS
from marketplace.ratings.services import standing
from marketplace.ratings.services.standing import PRIOR, SCORE

_COUNTED = ", ".join(
    [
        "count(*) AS count",
        "sum(r.score) AS total",
        "sum(r.score * r.score) AS squares",
        *(f"count(*) FILTER (WHERE r.score = {place}) AS {name}" for place, name in enumerate(STARS, start=1)),
        *(
            f"count(r.{name.removesuffix('_count')}) AS {name}" if name.endswith("_count") else f"coalesce(sum(r.{name.removesuffix('_total')}), 0) AS {name}"
            for name in PART_SUMS
        ),
    ]
)
TRUTH = f"""
SELECT w.kind, w.number, {_COUNTED} FROM ratings_rating AS r
CROSS JOIN LATERAL (VALUES ('enterprise', r.enterprise_id), ('listing', r.listing_id), ('worker', r.worker_id)) AS w (kind, number)
WHERE r.state = 'published' AND w.number IS NOT NULL {{only}} GROUP BY w.kind, w.number
"""  # noqa: S608 - only column names
# One statement sees one moment, so a rating that is being written meanwhile is in both or in neither.
DIFFERENT = f"""
SELECT coalesce(t.kind, s.kind), coalesce(t.number, s.number) FROM ({TRUTH.format(only="")}) AS t
FULL JOIN ratings_standing AS s ON s.kind = t.kind AND s.number = t.number
WHERE {" OR ".join(f"coalesce(t.{name}, 0) <> coalesce(s.{name}, 0)" for name in SUMS)}
 OR abs(coalesce(s.score, 0) - (SELECT {SCORE.format(total="coalesce(t.total, 0)", count="coalesce(t.count, 0)")} FROM {PRIOR} AS p)) > 1e-9
ORDER BY 1, 2
"""  # noqa: S608
LOCK = "SELECT id FROM ratings_standing WHERE kind = %s AND number = %s FOR UPDATE"
EMPTY = f"""
INSERT INTO ratings_standing (kind, number, {", ".join(SUMS)}, score, changed_at) SELECT %s, %s, {", ".join("0" for _ in SUMS)}, p.mean, %s FROM {PRIOR} AS p
ON CONFLICT DO NOTHING
"""  # noqa: S608
REPAIR = f"""
UPDATE ratings_standing AS s SET {", ".join(f"{name} = coalesce(t.{name}, 0)" for name in SUMS)}, changed_at = %(now)s,
 score = {SCORE.format(total="coalesce(t.total, 0)", count="coalesce(t.count, 0)")}
FROM {PRIOR} AS p LEFT JOIN ({TRUTH.format(only="AND w.kind = %(kind)s AND w.number = %(number)s")}) AS t ON true
WHERE s.kind = %(kind)s AND s.number = %(number)s
"""  # noqa: S608


def differences() -> list[tuple[str, int]]:
    """Whose sums are not what counting anew gives. One query."""
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENT)
        return [(kind, number) for kind, number in cursor.fetchall()]


def recount(*, actor: Actor, now: datetime) -> int:
    """Count everything anew and put right what differs; each repair stands in the audit. Returns how many differed: 0, unless something is broken."""
    require(actor, "recount", "rating")
    found = differences()
    for kind, number in found:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(EMPTY, [kind, number, now])
            cursor.execute(LOCK, [kind, number])
            cursor.execute(REPAIR, {"kind": kind, "number": number, "now": now})
            record(actor, function="rating.recount", result="repaired", detail={"kind": kind, "number": number}, now=now)
            standing.tell_of([(kind, number)])
    return len(found)
