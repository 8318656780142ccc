"""Which guidance price holds, said once, in SQL.

`GUIDANCE` is an expression that lists of listings put beside their own columns, so that twenty cards with their marks are one
statement and one snapshot; `beside` asks the same expression for single prices. It is joined rather than kept in the process as the
catalogue is: the JSON of a list is made by PostgreSQL, a copy in Python would mean reading it again and one more query for the version.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from django.db import connection
from django.db.models import Case, CharField, Exists, OuterRef, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from core import cities, clock, planned
from core.api import encode_cursor
from marketplace.pricing.models import GuidancePrice
from marketplace.pricing.states import Standing

SCOPE = "guidance"
YUAN = "to_char({0} / 100.0, 'FM9999999999990.00')"
# The range in force: the district's own before the city's, of each the latest that has begun. {names} are columns or parameters,
# {whole_city} is what `whole_city()` says.
IN_FORCE = """FROM pricing_guidanceprice g JOIN core_unit gu ON gu.id = g.unit_id
 WHERE g.service_type_id = {service_type} AND g.unit_id = {unit} AND (g.district_id = {district} OR g.district_id IS NULL AND {whole_city}) AND g.starts_on <= {on}
 AND g.withdrawn_at IS NULL ORDER BY g.district_id NULLS LAST, g.starts_on DESC LIMIT 1"""
GUIDANCE = (
    f"CASE WHEN {{price}} IS NOT NULL THEN (SELECT json_build_object('low_yuan', {YUAN.format('g.low_fen')}, 'high_yuan', {YUAN.format('g.high_fen')},"
    " 'unit', gu.label, 'since', g.starts_on, 'mark', CASE WHEN {price} < g.low_fen THEN 'below' WHEN {price} > g.high_fen THEN 'above' ELSE 'within' END) "
    + IN_FORCE
    + ") END"
)
# The first day after `on` on which some range begins.
NEXT_START = "(SELECT min(n.starts_on) FROM pricing_guidanceprice n WHERE n.starts_on > {on} AND n.withdrawn_at IS NULL)"
ASKED = "unnest(%(service_types)s::bigint[], %(units)s::bigint[], %(districts)s::bigint[], %(prices)s::bigint[]) WITH ORDINALITY"
BESIDE = f"""SELECT coalesce(json_agg({GUIDANCE.format(service_type="a.service_type", unit="a.unit", district="a.district", price="a.price", on="%(on)s", whole_city="{whole_city}")}
 ORDER BY a.place), '[]')::text, {NEXT_START.format(on="%(on)s")} FROM {ASKED} a (service_type, unit, district, price, place)"""  # noqa: S608
RANGES = f"""
WITH force AS (
 SELECT DISTINCT ON ({{key}}) g.id, g.service_type_id, s.code AS service_type, s.name AS service_name, c.slug AS category, d.code AS district_code,
  d.name AS district, u.label AS unit, {YUAN.format("g.low_fen")} AS low_yuan, {YUAN.format("g.high_fen")} AS high_yuan, g.starts_on AS since, g.basis,
  g.unit_id, coalesce(g.district_id, 0) AS district_id
 FROM pricing_guidanceprice g JOIN catalog_servicetype s ON s.id = g.service_type_id AND s.active AND s.merged_into_id IS NULL
 JOIN catalog_category c ON c.id = s.category_id AND c.active JOIN core_unit u ON u.id = g.unit_id LEFT JOIN core_district d ON d.id = g.district_id
 WHERE g.withdrawn_at IS NULL AND {{day}} {{filters}} ORDER BY {{key}}, {{order}})
SELECT (SELECT count(*) FROM force), coalesce((SELECT json_agg(page) FROM (
 SELECT * FROM force {{after}} ORDER BY service_type_id, unit_id, district_id{{last}} LIMIT %(size)s + 1) page), '[]')::text, {NEXT_START.format(on="%(on)s")}
"""  # noqa: S608
EVERYTHING = 5000


@dataclass(frozen=True, slots=True)
class Asked:
    """A price to be held against the guidance; without price or service type there is none."""

    service_type_id: int | None
    unit_id: int | None
    district_id: int | None
    price_fen: int | None


@dataclass(frozen=True, slots=True)
class Ranges:
    """Ranges as dicts, how many there are, where to go on, and when the next one begins."""

    items: list[dict[str, Any]]
    count: int
    next: str | None
    until: datetime | None


def whole_city() -> str:
    """Whether ranges without a district hold, in SQL: they are the main city's (docs/concepts/cities.md)."""
    city = cities.current()
    return "TRUE" if city is None or city.is_main else "FALSE"


def midnight(day: date | None) -> datetime | None:
    """When a day begins, None for none."""
    return clock.midnight(day) if day else None


def beside(asked: Sequence[Asked], *, now: datetime) -> tuple[list[dict[str, Any] | None], datetime | None]:
    """For each price its guidance (low_yuan, high_yuan, unit, since, mark) or None, and when the next range begins (PRI-02). One query."""
    parameters: dict[str, Any] = {
        "service_types": [each.service_type_id for each in asked],
        "units": [each.unit_id for each in asked],
        "districts": [each.district_id for each in asked],
        "prices": [each.price_fen for each in asked],
        "on": timezone.localdate(now),
    }
    with connection.cursor() as database:
        planned.ask(database, BESIDE.format(whole_city=whole_city()), parameters)
        text, starts = database.fetchone()
    return orjson.loads(text), midnight(starts)


def in_force(service_type_id: int, unit_id: int, district_id: int | None, on: date) -> int | None:
    """The id of the range that holds on a day; a district without one of its own falls back to the city. One query."""
    statement = "SELECT g.id " + IN_FORCE.format(
        service_type="%(service_type)s", unit="%(unit)s", district="%(district)s::bigint", on="%(on)s", whole_city=whole_city()
    )
    with connection.cursor() as database:
        database.execute(statement, {"service_type": service_type_id, "unit": unit_id, "district": district_id, "on": on})
        row = database.fetchone()
    return row[0] if row else None


def ranges(
    *,
    on: date,
    categories: Sequence[int] = (),
    service_type_id: int | None = None,
    district_id: int | None = None,
    after: tuple[int, int, int] | None = None,
    size: int = EVERYTHING,
) -> Ranges:
    """The ranges that hold on a day. With a district: those that hold there, its own or the city's; without: the city's and every district's. One query."""
    parameters: dict[str, Any] = {"on": on, "size": size, "categories": list(categories), "service_type": service_type_id, "district": district_id}
    filters = _filters(categories, service_type_id, parameters)
    if district_id is None:
        key, order = "g.service_type_id, g.unit_id, coalesce(g.district_id, 0)", "g.starts_on DESC"
    else:
        key, order = "g.service_type_id, g.unit_id", "g.district_id NULLS LAST, g.starts_on DESC"
        filters += " AND (g.district_id = %(district)s OR g.district_id IS NULL)"
    following = ""
    if after is not None:
        following = "WHERE (service_type_id, unit_id, district_id) > (%(s)s, %(u)s, %(d)s)"
        parameters |= dict(zip("sud", after, strict=True))
    return _read(RANGES.format(key=key, order=order, filters=filters, after=following, last="", day="g.starts_on <= %(on)s"), parameters, size)


def upcoming(*, on: date, categories: Sequence[int] = (), district_id: int | None = None) -> list[dict[str, Any]]:
    """Ranges that are published and begin after a day, by service and day. One query."""
    parameters = {"on": on, "size": EVERYTHING, "categories": list(categories), "district": district_id}
    filters = _filters(categories, None, parameters) + (" AND (g.district_id = %(district)s OR g.district_id IS NULL)" if district_id is not None else "")
    return _read(
        RANGES.format(key="g.id", order="g.starts_on", filters=filters, after="", last=", since", day="g.starts_on > %(on)s"), parameters, EVERYTHING
    ).items


def _filters(categories: Sequence[int], service_type_id: int | None, parameters: dict[str, Any]) -> str:
    city, here = cities.current(), ""
    if city is not None:
        here, parameters["city"] = city.sql("g.district_id")
    found = f" AND {here}" if here else ""
    found += " AND s.category_id = ANY(%(categories)s)" if categories else ""
    return found + (" AND g.service_type_id = %(service_type)s" if service_type_id is not None else "")


def _read(statement: str, parameters: dict[str, Any], size: int) -> Ranges:
    with connection.cursor() as database:
        database.execute(statement, parameters)
        count, text, starts = database.fetchone()
    rows = orjson.loads(text)
    page = rows[:size]
    following = encode_cursor(page[-1]["service_type_id"], page[-1]["unit_id"], page[-1]["district_id"]) if len(rows) > size else None
    return Ranges(page, count, following, midnight(starts))


def with_standing(rows: QuerySet[GuidancePrice], *, on: date) -> QuerySet[GuidancePrice]:
    """Each row with `standing`: withdrawn, coming, superseded by a later one of its kind, in force."""
    same = {"service_type": OuterRef("service_type"), "unit": OuterRef("unit"), "place": Coalesce(OuterRef("district_id"), 0)}
    later = GuidancePrice.objects.standing().annotate(place=Coalesce("district_id", 0)).filter(**same, starts_on__gt=OuterRef("starts_on"), starts_on__lte=on)
    standing = Case(
        When(withdrawn_at__isnull=False, then=Value(Standing.WITHDRAWN)),
        When(starts_on__gt=on, then=Value(Standing.COMING)),
        When(Exists(later), then=Value(Standing.SUPERSEDED)),
        default=Value(Standing.IN_FORCE),
        output_field=CharField(),
    )
    return rows.annotate(standing=standing)


def history(row: GuidancePrice, *, on: date) -> list[GuidancePrice]:
    """Every range that a service ever had, in any unit and district, withdrawn ones too, the latest first. One query."""
    found = with_standing(GuidancePrice.objects.filter(service_type_id=row.service_type_id), on=on).with_names()  # type: ignore[attr-defined]
    return list(found.order_by("-starts_on", "-pk"))


def before(row: GuidancePrice) -> GuidancePrice | None:
    """The range that holds again when this one is withdrawn. One query."""
    same = GuidancePrice.objects.standing().filter(service_type_id=row.service_type_id, unit_id=row.unit_id, district=row.district)
    return same.filter(starts_on__lt=row.starts_on).select_related("unit").order_by("-starts_on").first()
