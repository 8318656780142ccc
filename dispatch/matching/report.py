"""How good matching is: how often the first of the list took the job (SRC-10), and how fast."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from core.clock import midnight

REPORT = """
WITH jobs AS (
  SELECT o.kind, o.subject, o.service_type_id, min(o.offered_at) AS first_at, count(*) AS asked,
    min(o.rank) FILTER (WHERE o.state = 'accepted') AS taken_rank,
    min(o.answered_at) FILTER (WHERE o.state = 'accepted') AS taken_at,
    bool_or(o.rank = 1 AND o.state = 'declined') AS first_declined
  FROM matching_offer AS o GROUP BY o.kind, o.subject, o.service_type_id
)
SELECT {group} AS what, count(*), sum(j.asked), count(j.taken_rank), count(*) FILTER (WHERE j.taken_rank = 1), count(*) FILTER (WHERE j.first_declined),
  percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM j.taken_at - j.first_at)) FILTER (WHERE j.taken_rank IS NOT NULL)
FROM jobs AS j JOIN catalog_servicetype AS s ON s.id = j.service_type_id
WHERE j.first_at >= %(since)s AND j.first_at < %(before)s GROUP BY 1 ORDER BY 2 DESC, 1
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the report; `seconds`: the median from the first offer to the acceptance."""

    label: str
    jobs: int
    offers: int
    taken: int
    by_first: int
    first_declined: int
    seconds: int | None

    @property
    def share(self) -> float | None:
        """Of the jobs that were taken, the share that the first of the list took, in per cent."""
        return round(100 * self.by_first / self.taken, 1) if self.taken else None

    @property
    def minutes(self) -> float | None:
        """The median in minutes."""
        return None if self.seconds is None else round(self.seconds / 60, 1)

    def out(self) -> dict[str, Any]:
        """As the API says it."""
        names = ("label", "jobs", "offers", "taken", "by_first", "first_declined", "share", "seconds")
        return {name: getattr(self, name) for name in names}


def quality(first: date, last: date) -> tuple[Line, list[Line]]:
    """Jobs whose first offer was made on these days: all of them, and by service type. Two queries."""
    whole = _lines("'全部'", first, last)
    return (whole[0] if whole else Line("全部", 0, 0, 0, 0, 0, None)), _lines("s.name", first, last)


def _lines(group: str, first: date, last: date) -> list[Line]:
    values = {"since": midnight(first), "before": midnight(last + timedelta(days=1))}
    with connection.cursor() as cursor:
        cursor.execute(REPORT.format(group=group), values)
        rows = cursor.fetchall()
    return [
        Line(label, jobs, int(offers), taken, by_first, declined, None if seconds is None else round(seconds))
        for label, jobs, offers, taken, by_first, declined, seconds in rows
    ]
