"""What an enterprise's outlets did, by month: orders, hours, ratings, how often in time (CHN-05).

Whoever goes counts for the outlet to which he belonged on that day; who belongs to none counts for the enterprise itself. An order to
which people of two outlets went is one order of each, and one in the sum.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from core import clock

# The outlet of those who belong to none.
HEAD = 0
DONE = """
WITH went AS (
  SELECT b.id AS booking_id, date_trunc('month', v.starts_at AT TIME ZONE 'Asia/Shanghai')::date AS month, coalesce((
      SELECT s.outlet_id FROM workers_station AS s
      WHERE s.worker_id = a.worker_id AND s.starts_on <= (v.starts_at AT TIME ZONE 'Asia/Shanghai')::date ORDER BY s.starts_on DESC, s.id DESC LIMIT 1
    ), 0) AS outlet, extract(epoch FROM v.left_at - v.arrived_at) / 3600 AS hours, r.id AS rating_id, r.score,
    EXISTS (SELECT FROM board_latearrival AS l WHERE l.visit_id = v.id AND l.worker_id = a.worker_id AND l.excused_at IS NULL) AS late
  FROM bookings_booking AS b JOIN bookings_visit AS v ON v.booking_id = b.id
  JOIN bookings_assignment AS a ON a.visit_id = v.id AND a.status = 'fixed'
  LEFT JOIN ratings_rating AS r ON r.booking_id = b.id AND r.worker_id = a.worker_id AND r.state = 'published' AND v.position = 1
  WHERE b.enterprise_id = %(enterprise)s AND b.state IN ('done', 'confirmed') AND v.arrived_at IS NOT NULL
    AND v.starts_at >= %(since)s AND v.starts_at < %(before)s
)
SELECT month, outlet, grouping(outlet), count(DISTINCT booking_id), coalesce(sum(hours), 0), count(rating_id), coalesce(sum(score), 0),
  count(*), count(*) FILTER (WHERE NOT late)
FROM went WHERE outlet = ANY (coalesce(%(outlets)s, ARRAY[outlet])) GROUP BY GROUPING SETS ((month, outlet), (month))
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """What was done: orders, hours of work of all who went, ratings, goings and how many of them in time."""

    orders: int = 0
    hours: float = 0.0
    ratings: int = 0
    stars: int = 0
    goings: int = 0
    in_time: int = 0

    @property
    def mean(self) -> float | None:
        """The plain average of the ratings, to one decimal."""
        return round(self.stars / self.ratings, 1) if self.ratings else None

    @property
    def share(self) -> int | None:
        """How often in time, in per cent, rounded down."""
        return 100 * self.in_time // self.goings if self.goings else None


NOTHING = Figures()


@dataclass(frozen=True, slots=True)
class Report:
    """The figures by (month, outlet), and the sums by month."""

    by_outlet: dict[tuple[date, int], Figures]
    sums: dict[date, Figures]

    def of(self, month: date, outlet: int | None) -> Figures:
        """One outlet's month; without an outlet the sum."""
        return self.sums.get(month, NOTHING) if outlet is None else self.by_outlet.get((month, outlet), NOTHING)


def months(last: date, number: int) -> list[date]:
    """So many first days of months, the latest first."""
    found = [last.replace(day=1)]
    while len(found) < number:
        before = found[-1]
        found.append(before.replace(year=before.year - 1, month=12) if before.month == 1 else before.replace(month=before.month - 1))
    return found


def beyond(month: date) -> date:
    """The first day of the next month."""
    return month.replace(year=month.year + 1, month=1) if month.month == 12 else month.replace(month=month.month + 1)


def report(enterprise_id: int, asked: list[date], *, outlets: Collection[int] | None) -> Report:
    """The months asked for (first days, the latest first); `outlets`: only these. One query."""
    values: dict[str, Any] = {
        "enterprise": enterprise_id,
        "since": clock.midnight(asked[-1]),
        "before": clock.midnight(beyond(asked[0])),
        "outlets": None if outlets is None else sorted(outlets),
    }
    with connection.cursor() as cursor:
        cursor.execute(DONE, values)
        rows = cursor.fetchall()
    by_outlet, sums = {}, {}
    for month, outlet, is_sum, orders, hours, ratings, stars, goings, in_time in rows:
        found = Figures(orders, float(hours), ratings, int(stars), goings, in_time)
        if is_sum:
            sums[month] = found
        else:
            by_outlet[month, outlet] = found
    return Report(by_outlet, sums)
