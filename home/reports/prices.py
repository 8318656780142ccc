"""Providers whose median price leaves the guidance range (PRI-07): by provider, service, unit and district, over what they offer in public now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from core.money import Money
from marketplace.listings.queries.public import JOINS, PUBLIC
from marketplace.pricing.queries import Asked, beside
from marketplace.pricing.shown import span

MOST = 5000
MEDIANS = f"""
SELECT e.id, coalesce(nullif(e.short_name, ''), e.legal_name, nullif(a.display_name, ''), '会员'), s.id, s.name, u.id, u.label, d.id, d.name,
 count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY l.price_fen)
FROM {JOINS} JOIN catalog_servicetype s ON s.id = l.service_type_id JOIN core_unit u ON u.id = l.unit_id JOIN core_district d ON d.id = l.district_id
WHERE {PUBLIC} AND l.side = 'offer' AND l.price_fen IS NOT NULL
GROUP BY e.id, CASE WHEN e.id IS NULL THEN l.author_id END, 2, s.id, s.name, u.id, u.label, d.id, d.name ORDER BY s.id, d.id, e.id NULLS LAST LIMIT {MOST}
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Leaving:
    """A provider beside the range: `mark` is above or below; `offers` how many prices the median is of."""

    enterprise_id: int | None
    provider: str
    service: str
    district: str
    unit: str
    offers: int
    median_fen: int
    guidance: str
    mark: str
    beyond_fen: int


def leaving(*, now: datetime) -> tuple[list[Leaving], int]:
    """Those beside their range, the farthest first, and of how many medians there is guidance at all. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(MEDIANS, {"now": now})
        rows = cursor.fetchall()
    marks, _ = beside([Asked(row[2], row[4], row[6], row[9]) for row in rows], now=now)
    known = [(row, mark) for row, mark in zip(rows, marks, strict=True) if mark is not None]
    found = [_leaving(row, mark) for row, mark in known if mark["mark"] != "within"]
    return sorted(found, key=lambda one: (-one.beyond_fen / one.median_fen, one.provider, one.service)), len(known)


def _leaving(row: tuple[Any, ...], mark: dict[str, Any]) -> Leaving:
    enterprise, provider, _, service, _, unit, _, district, offers, median = row
    edge = Money.parse(mark["high_yuan"] if mark["mark"] == "above" else mark["low_yuan"]).fen
    guidance = span(mark["low_yuan"], mark["high_yuan"])
    return Leaving(enterprise, provider, service, district, unit, offers, median, guidance, mark["mark"], abs(median - edge))
