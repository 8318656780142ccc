"""What bounds and what occupies the time of any number of workers: one query, whatever their number."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

import orjson
from django.db import connection

from core import clock, planned
from core.literals import each, time_range
from marketplace.bookings.availability.travel import LONGEST, Point
from marketplace.workers.intervals import Stretch
from marketplace.workers.minutes import DAY, day_of, midnight
from marketplace.workers.working import working

Paper = tuple[int, str | None, str | None]
TAKEN = """
SELECT a.worker_id, floor(extract(epoch FROM lower(a.period)) / 60)::bigint AS begins, ceil(extract(epoch FROM upper(a.period)) / 60)::bigint AS ends,
 a.lat, a.lng
FROM bookings_assignment AS a
WHERE int8range(a.worker_id, a.worker_id, '[]') && %(spans)s::int8multirange AND a.period && %(around)s::tstzrange
  AND a.status IN ('held', 'reserved', 'fixed') AND (a.until IS NULL OR a.until > %(now)s) AND a.id <> ALL (%(instead_of)s)
ORDER BY a.worker_id, lower(a.period)
"""
CALENDARS = f"""
WITH taken AS (SELECT t.worker_id, json_agg(json_build_array(t.begins, t.ends, t.lat, t.lng))::text AS rows FROM ({TAKEN}) AS t GROUP BY t.worker_id)
SELECT w.id, w.called, w.state = 'approved' AND w.online AND coalesce(e.state, 'approved') = 'approved', w.lat, w.lng, w.travel, w.range_km, w.daily_visits,
  w.rests_on_holidays,
  ARRAY(SELECT s.service_type_id FROM workers_skill AS s WHERE s.worker_id = w.id AND s.service_type_id = ANY (%(services)s)),
  (SELECT coalesce(json_agg(json_build_array(h.weekday, h.starts_minute, h.ends_minute))::text, '[]') FROM workers_weeklyhours AS h WHERE h.worker_id = w.id),
  (SELECT coalesce(json_agg(json_build_array(floor(extract(epoch FROM lower(x.period)) / 60), ceil(extract(epoch FROM upper(x.period)) / 60), x.free))::text, '[]')
   FROM workers_calendarexception AS x WHERE int8range(x.worker_id, x.worker_id, '[]') && int8range(w.id, w.id, '[]') AND x.period && %(window)s::tstzrange),
  (SELECT coalesce(json_agg(json_build_array(held.kind_id, held.starts_on, held.ends_on))::text, '[]') FROM (
   SELECT p.kind_id, p.starts_on, p.ends_on FROM workers_paper AS p
   WHERE p.worker_id = w.id AND p.state = 'verified' AND (p.ends_on IS NULL OR p.ends_on >= lower(%(window)s::tstzrange)::date)
   UNION ALL SELECT i.kind_id, i.starts_on, i.ends_on FROM insurance_insurancepolicy AS i
   WHERE i.enterprise_id = w.enterprise_id AND i.state = 'verified' AND i.ends_on >= lower(%(window)s::tstzrange)::date
   AND (i.everybody OR EXISTS (SELECT FROM insurance_insurancepolicy_workers AS iw WHERE iw.insurancepolicy_id = i.id AND iw.worker_id = w.id))
   AND (NOT EXISTS (SELECT FROM insurance_insurancepolicy_service_types AS s WHERE s.insurancepolicy_id = i.id)
    OR NOT EXISTS (SELECT FROM workers_paperkind_service_types AS n WHERE n.paperkind_id = i.kind_id AND n.servicetype_id = ANY (%(services)s)
     AND NOT EXISTS (SELECT FROM insurance_insurancepolicy_service_types AS s WHERE s.insurancepolicy_id = i.id AND s.servicetype_id = n.servicetype_id)))
  ) AS held),
  (SELECT coalesce(json_agg(json_build_array(k.id, asked.id))::text, '[]') FROM workers_paperkind AS k CROSS JOIN unnest(%(services)s) AS asked (id) WHERE k.active
   AND (k.needed_to_work OR EXISTS (SELECT FROM workers_paperkind_service_types AS n WHERE n.paperkind_id = k.id AND n.servicetype_id = asked.id))),
  (SELECT coalesce(json_agg(d.date)::text, '[]') FROM core_holiday AS d WHERE d.kind = 'rest'
   AND d.date BETWEEN lower(%(window)s::tstzrange)::date - 1 AND upper(%(window)s::tstzrange)::date + 1),
  (SELECT coalesce(json_agg(json_build_array(s.starts_on,
     (SELECT json_agg(n.district_id) FROM enterprises_outlet_serves AS n JOIN enterprises_outlet AS o ON o.id = n.outlet_id
      WHERE o.id = s.outlet_id AND o.state <> 'closed')) ORDER BY s.starts_on, s.id)::text, '[]') FROM workers_station AS s WHERE s.worker_id = w.id),
  (SELECT coalesce(json_agg(f.district_id)::text, '[]') FROM enterprises_enterprise_service_area AS f WHERE f.enterprise_id = w.enterprise_id),
  t.rows
FROM workers_worker AS w LEFT JOIN enterprises_enterprise AS e ON e.id = w.enterprise_id LEFT JOIN taken AS t ON t.worker_id = w.id WHERE w.id = ANY (%(workers)s) ORDER BY w.id
"""  # noqa: S608 - another statement of this file
# From here on the columns are JSON.
PLAIN_COLUMNS = 10


class Taken(NamedTuple):
    """Something that occupies, in minutes, and where the worker is then. A tuple: a month of fifty workers holds tens of thousands."""

    start: int
    end: int
    point: Point | None = None


@dataclass
class Calendar:
    """Everything about one worker that the answer needs, inside one window."""

    worker_id: int
    called: str = ""
    works: bool = True
    skilled: bool = True
    home: Point | None = None
    travel: str = "transit"
    range_km: int = 15
    daily_visits: int = 4
    hours: list[tuple[int, int, int]] = field(default_factory=list)
    exceptions: list[tuple[int, int, bool]] = field(default_factory=list)
    holidays: frozenset[str] = frozenset()
    papers: list[Paper] = field(default_factory=list)
    needed: frozenset[int] = frozenset()
    taken: list[Taken] = field(default_factory=list)
    # Which districts he goes to: of the outlet that he belongs to from a day on (None: of no outlet), and of his employer (empty: everywhere).
    areas: list[tuple[str, frozenset[int] | None]] = field(default_factory=list)
    firm_area: frozenset[int] = frozenset()
    # Of each further service that was asked: whether he does it, and the papers that it needs.
    also: tuple[tuple[bool, frozenset[int]], ...] = ()

    @property
    def does_any(self) -> bool:
        """Whether he does at least one of the services asked."""
        return self.skilled or any(skilled for skilled, _ in self.also)

    def working(self, days: Iterable[date]) -> list[Stretch]:
        """The stretches of these days in which he works, whether taken or not."""
        return working(self.hours, self.exceptions, self.holidays, days)

    def visits_on(self, day: date) -> int:
        """How many of what occupies begins on a day."""
        start = midnight(day)
        return bisect_left(self._starts, start + DAY) - bisect_left(self._starts, start)

    @cached_property
    def _starts(self) -> list[int]:
        return sorted(one.start for one in self.taken)

    def missing_papers(self, day: date) -> frozenset[int]:
        """The kinds of paper that the first service asks for and that do not hold on a day."""
        return self.needed - self._held(day)

    def does(self, day: date) -> int:
        """Which of the services asked he may do on a day, skill and papers: bit 0 is the first one."""
        held = self._held(day)
        asked = ((self.skilled, self.needed), *self.also)
        return sum(1 << place for place, (skilled, needed) in enumerate(asked) if skilled and needed <= held)

    def serves(self, day: date, district_id: int | None) -> bool:
        """Whether a district lies in his outlet's area on a day, of no outlet in what his employer has ticked (CHN-07)."""
        if district_id is None or not (self.areas or self.firm_area):
            return True
        said, area = str(day), None
        for starts_on, served in self.areas:
            if starts_on > said:
                break
            area = served
        bound = self.firm_area if area is None else area
        return not bound or district_id in bound

    def area_changes(self, first: date, beyond: date) -> list[date]:
        """The days after the first and before `beyond` from which on he belongs to another outlet."""
        return [day for text, _ in self.areas if first < (day := date.fromisoformat(text)) < beyond]

    def _held(self, day: date) -> frozenset[int]:
        said = str(day)
        return frozenset(kind for kind, first, last in self.papers if (first is None or first <= said) and (last is None or said <= last))


def read(
    workers: Iterable[int], *, service_type_id: int, first: date, last: date, now: datetime, instead_of: Sequence[int] = (), also: Sequence[int] = ()
) -> list[Calendar]:
    """The calendars of these workers for the days from `first` to `last`; one query. `instead_of`: rows that are about to be given up."""
    numbers = sorted(set(workers))
    if not numbers:
        return []
    start, end = midnight(first), midnight(last) + DAY
    services = (service_type_id, *also)
    values: dict[str, Any] = {
        "workers": numbers,
        "services": list(services),
        "window": _window(start, end),
        "spans": each(numbers),
        "around": _window(start - LONGEST - DAY, end + LONGEST + DAY),
        "now": now,
        "instead_of": list(instead_of),
    }
    with connection.cursor() as cursor:
        planned.ask(cursor, CALENDARS, values)
        return [_calendar(row, services) for row in map(_loaded, cursor.fetchall())]


def _window(start: int, end: int) -> str:
    return time_range(clock.midnight(day_of(start)), clock.midnight(day_of(end)))


def _loaded(row: Sequence[Any]) -> list[Any]:
    return [*row[:PLAIN_COLUMNS], *(value and orjson.loads(value) for value in row[PLAIN_COLUMNS:])]


def _calendar(row: Sequence[Any], services: tuple[int, ...]) -> Calendar:
    number, called, works, lat, lng, travel, range_km, daily, rests, skills, hours, exceptions, papers, kinds, holidays, stations, firm_area, taken = row
    asked = [(service in skills, frozenset(kind for kind, wants in kinds if wants == service)) for service in services]
    return Calendar(
        worker_id=number,
        called=called,
        works=works,
        skilled=asked[0][0],
        home=None if lat is None or lng is None else (lat, lng),
        travel=travel,
        range_km=range_km,
        daily_visits=daily,
        hours=[(weekday, start, end) for weekday, start, end in hours],
        exceptions=[(int(start), int(end), free) for start, end, free in exceptions],
        holidays=frozenset(holidays) if rests else frozenset(),
        papers=[(kind, first, last) for kind, first, last in papers],
        needed=asked[0][1],
        also=tuple(asked[1:]),
        areas=[(starts_on, None if served is None else frozenset(served)) for starts_on, served in stations],
        firm_area=frozenset(firm_area),
        taken=[Taken(start, end, None if lat is None or lng is None else (lat, lng)) for start, end, lat, lng in taken or ()],
    )
