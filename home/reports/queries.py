"""Figures of enterprises over time (ENT-13) and of districts without a provider (ENT-14).

Figures over time come from the state history, never from a counter: the state of an enterprise at the end of a month is that of its
last move before. So a month that is over never changes, whatever happens later. District and category are those of today.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone

from core import clock
from marketplace.catalog.queries import Catalogue, Node, Place, catalogue
from marketplace.enterprises.models import Enterprise
from marketplace.enterprises.states import EnterpriseState

MONTHS = 12
OVER_TIME = """
SELECT m.no, {group} AS what, count(DISTINCT e.id)
FROM unnest(%(ends)s::timestamptz[]) WITH ORDINALITY AS m(ends, no)
CROSS JOIN LATERAL (
  SELECT DISTINCT ON (s.object_id) s.object_id, s.to_state FROM core_statehistory s
  WHERE s.content_type_id = %(kind)s AND s.at < m.ends ORDER BY s.object_id, s.at DESC, s.id DESC
) h
JOIN enterprises_enterprise e ON e.id = h.object_id::bigint
{joins}
WHERE {conditions}
GROUP BY 1, 2
"""
OF_CATEGORIES = """JOIN enterprises_enterprise_categories ec ON ec.enterprise_id = e.id JOIN catalog_category c ON c.id = ec.category_id"""
GROUPS = {"state": "h.to_state", "district": "e.district_id::text", "category": "COALESCE(c.parent_id, c.id)::text"}
COVERAGE = """
WITH area AS (
  SELECT id AS enterprise_id, district_id FROM enterprises_enterprise
  UNION SELECT enterprise_id, district_id FROM enterprises_enterprise_service_area
  UNION SELECT o.enterprise_id, s.district_id FROM enterprises_outlet o JOIN enterprises_outlet_serves s ON s.outlet_id = o.id WHERE o.state = 'open'
)
SELECT a.district_id, {node}, count(DISTINCT e.id)
FROM enterprises_enterprise e JOIN area a ON a.enterprise_id = e.id
JOIN enterprises_enterprise_categories ec ON ec.enterprise_id = e.id JOIN catalog_category c ON c.id = ec.category_id
WHERE e.state = 'approved' AND a.district_id IS NOT NULL GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the dashboard is asked. `by`: state, district or category."""

    by: str = "state"
    state: str = EnterpriseState.APPROVED
    district: Place | None = None
    category: Node | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: a label and a number for each month."""

    label: str
    counts: list[int]


def month_ends(now: datetime, size: int = MONTHS) -> list[tuple[str, datetime]]:
    """The last `size` months with the moment at which each ends; the running one ends now."""
    today = timezone.localdate(now)
    found = [(f"{today.year}-{today.month:02d}", now)]
    first = today.replace(day=1)
    for _ in range(size - 1):
        ends = clock.midnight(first)
        first = _month_before(first)
        found.append((f"{first.year}-{first.month:02d}", ends))
    return found[::-1]


def _month_before(first: date) -> date:
    return first.replace(year=first.year - 1, month=12) if first.month == 1 else first.replace(month=first.month - 1)


def over_time(asked: Asked, *, ends: Sequence[datetime]) -> list[Line]:
    """How many enterprises, by month and by what is asked for. One query, and those of the catalogue."""
    conditions = ["h.to_state <> 'draft'" if asked.by == "state" else "h.to_state = %(state)s"]
    if asked.district is not None:
        conditions.append("e.district_id = %(district)s")
    if asked.category is not None:
        conditions.append("(c.id = %(category)s OR c.parent_id = %(category)s)")
    joins = OF_CATEGORIES if asked.by == "category" or asked.category is not None else ""
    parameters = {
        "ends": list(ends),
        "kind": ContentType.objects.get_for_model(Enterprise).pk,
        "state": asked.state,
        "district": asked.district.id if asked.district else None,
        "category": asked.category.id if asked.category else None,
    }
    statement = OVER_TIME.format(group=GROUPS[asked.by], joins=joins, conditions=" AND ".join(conditions))
    counts: dict[tuple[str, int], int] = {}
    for number, what, count in _rows(statement, parameters):
        counts[str(what), number] = count
    return [Line(label, [counts.get((key, number), 0) for number in range(1, len(ends) + 1)]) for key, label in _labels(asked.by, catalogue())]


def _labels(by: str, tree: Catalogue) -> list[tuple[str, str]]:
    if by == "district":
        return [(str(place.id), place.name) for place in tree.districts]
    if by == "category":
        return [(str(node.id), node.name) for node in tree.tops]
    return [(state.value, str(state.label)) for state in EnterpriseState if state != EnterpriseState.DRAFT]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Providers of each category (a line) in each district (a column), and where there is none."""

    nodes: tuple[Node, ...]
    places: tuple[Place, ...]
    grid: list[tuple[Node, list[tuple[Place, int]]]]
    gaps: list[tuple[Node, list[Place]]]

    @property
    def missing(self) -> int:
        """How many pairs of district and category have nobody."""
        return sum(len(places) for _, places in self.gaps)


def coverage(top: Node | None) -> Coverage:
    """Where admitted enterprises work: their own district, the districts they name, and those that their open outlets serve.

    Without `top` by top category, else by its sub-categories. One query, and those of the catalogue.
    """
    tree = catalogue()
    nodes = top.children if top else tree.tops
    node = "c.id" if top else "COALESCE(c.parent_id, c.id)"
    counts = {(district, category): count for district, category, count in _rows(COVERAGE.format(node=node), {})}
    grid = [(one, [(place, counts.get((place.id, one.id), 0)) for place in tree.districts]) for one in nodes]
    gaps = [(one, [place for place, count in cells if not count]) for one, cells in grid]
    return Coverage(nodes, tree.districts, grid, [(one, places) for one, places in gaps if places])


def _rows(statement: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as database:
        database.execute(statement, parameters)
        return database.fetchall()
