"""What was looked for in a range of days: most asked, not found, demand by category and by district. From the counted days alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from search.lexicon import Lexicon

ROWS = 50
TOTALS = """
SELECT coalesce(sum(searches), 0), coalesce(sum(empty), 0), coalesce(sum(widened), 0),
 (SELECT coalesce(sum(clicks), 0) FROM search_searchchoice WHERE day BETWEEN %(since)s AND %(until)s)
FROM search_searchdemand WHERE day BETWEEN %(since)s AND %(until)s
"""
ASKED = """
SELECT d.text, d.searches, d.empty, d.widened, coalesce(c.clicks, 0), coalesce(c.bookings, 0) FROM (
 SELECT text, sum(searches) AS searches, sum(empty) AS empty, sum(widened) AS widened FROM search_searchdemand
 WHERE day BETWEEN %(since)s AND %(until)s AND text <> '' GROUP BY text
 {having} ORDER BY {order} DESC, text LIMIT %(rows)s
) d LEFT JOIN LATERAL (
 SELECT sum(clicks) AS clicks, sum(bookings) AS bookings FROM search_searchchoice
 WHERE text = d.text AND day BETWEEN %(since)s AND %(until)s
) c ON true ORDER BY d.{order} DESC, d.text
"""
BY = """
SELECT {field}, sum(searches), sum(empty) FROM search_searchdemand
WHERE day BETWEEN %(since)s AND %(until)s AND {field} <> '' GROUP BY 1 ORDER BY 2 DESC, 1
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A query or a part of the demand, and its figures. `clicks` of a part are not known."""

    label: str
    searches: int
    empty: int
    widened: int = 0
    clicks: int = 0
    bookings: int = 0


@dataclass(frozen=True, slots=True)
class Demand:
    """A range of days."""

    total: Line
    asked: list[Line]
    missed: list[Line]
    categories: list[Line]
    districts: list[Line]


def demand(since: date, until: date, lexicon: Lexicon, *, rows: int = ROWS) -> Demand:
    """The figures of a range, both days included. Five queries, whatever was asked."""
    days = {"since": since, "until": until, "rows": rows}
    searches, empty, widened, clicks = _rows(TOTALS, days)[0]
    return Demand(
        Line("", int(searches), int(empty), int(widened), int(clicks)),
        [_line(row) for row in _rows(ASKED.format(having="", order="searches"), days)],
        [_line(row) for row in _rows(ASKED.format(having="HAVING sum(empty) > 0", order="empty"), days)],
        [_line((lexicon.label("category", row[0]), *row[1:])) for row in _rows(BY.format(field="category"), days)],
        [_line((lexicon.label("district", row[0]), *row[1:])) for row in _rows(BY.format(field="district"), days)],
    )


def _line(row: Sequence[Any]) -> Line:
    return Line(row[0], *(int(figure) for figure in row[1:]))


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
