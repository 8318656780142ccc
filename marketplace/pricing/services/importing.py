"""Many ranges from a table, all or nothing; a table that was brought in before changes nothing."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from core.access import Actor, require
from core.audit.services import record
from core.content import bump
from core.sheets import LineErrors
from marketplace.pricing.errors import GuidanceTaken
from marketplace.pricing.models import GuidancePrice
from marketplace.pricing.queries import SCOPE
from marketplace.pricing.services.publishing import problems_of, write
from marketplace.pricing.sheet import Line, read_lines

REFUSED = "有几行要改，一行都没有发布。"
FIELDS = {"service_type": "服务项目", "unit": "单位", "district": "区", "starts_on": "生效日期", "low_fen": "最低价", "high_fen": "最高价", "basis": "依据"}


@dataclass(frozen=True, slots=True)
class Imported:
    """How many were published, and how many were there already just so."""

    published: int
    known: int


def import_guidance(*, content: bytes, actor: Actor, now: datetime) -> Imported:
    """Publish every line of a table (`sheet`). Raises Forbidden, and Invalid naming each wrong line; then nothing is written."""
    require(actor, "create", GuidancePrice)
    lines, errors = read_lines(content)
    rows = [(line, _row(line)) for line in lines]
    for line, row in rows:
        for field, texts in problems_of(row, line.unit, now).items():
            errors.add(line.number, f"{FIELDS[field]}：{texts[0]}")
    errors.refuse(REFUSED)
    with transaction.atomic():
        known = 0
        for line, row in rows:
            known += _publish(line, row, errors, actor=actor, now=now)
        errors.refuse(REFUSED)
        record(actor, function="service_price.import", detail={"published": len(rows) - known, "known": known}, now=now)
        if known < len(rows):
            bump(SCOPE)
    return Imported(len(rows) - known, known)


def _row(line: Line) -> GuidancePrice:
    return GuidancePrice(
        service_type=line.service_type, district=line.district, starts_on=line.starts_on, low_fen=line.low_fen, high_fen=line.high_fen, basis=line.basis
    )


def _publish(line: Line, row: GuidancePrice, errors: LineErrors, *, actor: Actor, now: datetime) -> bool:
    """Publish one line; True when it was there already just so."""
    there = GuidancePrice.objects.standing().filter(service_type=row.service_type, unit=line.unit, district=row.district, starts_on=row.starts_on).first()
    if there is not None and (there.low_fen, there.high_fen) == (row.low_fen, row.high_fen):
        return True
    try:
        write(row, line.unit, actor=actor, now=now)
    except GuidanceTaken as error:
        errors.add(line.number, error.message)
    return False
