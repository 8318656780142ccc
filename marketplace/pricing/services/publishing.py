"""Publishing a range and withdrawing one (PRI-01)."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.access import Actor, require
from core.audit.services import record
from core.content import bump
from core.errors import Invalid
from core.models import District, Unit
from core.outbox import Event, publish
from marketplace.catalog.models import ServiceType
from marketplace.pricing.errors import AlreadyWithdrawn, GuidanceTaken
from marketplace.pricing.events import GUIDANCE_PUBLISHED, GUIDANCE_WITHDRAWN
from marketplace.pricing.models import MAX_FEN, GuidancePrice
from marketplace.pricing.queries import SCOPE

FARTHEST = timedelta(days=3 * 366)
SHORTEST_REASON, LONGEST_REASON = 4, 500


def publish_guidance(
    *,
    actor: Actor,
    now: datetime,
    service_type: ServiceType,
    starts_on: date,
    low_fen: int,
    high_fen: int,
    unit: Unit | None = None,
    district: District | None = None,
    basis: str = "",
) -> GuidancePrice:
    """A range (fen) from a day on, by the unit given or the service's own; no district: the whole city. What held before stays as history.

    Raises Forbidden, Invalid, GuidanceTaken when there is one from that very day (the database decides, not a look before).
    """
    require(actor, "create", GuidancePrice)
    unit = unit or service_type.unit
    row = GuidancePrice(service_type=service_type, district=district, starts_on=starts_on, low_fen=low_fen, high_fen=high_fen, basis=basis.strip())
    if problems := problems_of(row, unit, now):
        raise Invalid(fields=problems)
    with transaction.atomic():
        write(row, unit, actor=actor, now=now)
        bump(SCOPE)
    return row


def problems_of(row: GuidancePrice, unit: Unit | None, now: datetime) -> dict[str, list[str]]:
    """What is wrong with a range that is to be published, by field."""
    found: dict[str, list[str]] = {}
    today = timezone.localdate(now)
    if not row.service_type.active or row.service_type.merged_into_id is not None:
        found["service_type"] = ["这个服务项目已经停用。"]
    if unit is None:
        found["unit"] = ["这个项目没有固定单位，请选一个。"]
    if row.district is not None and not row.district.active:
        found["district"] = ["这个区已经停用。"]
    if not today - FARTHEST <= row.starts_on <= today + FARTHEST:
        found["starts_on"] = ["生效日期离今天不能超过三年，看看年份写对没有。"]
    if not 0 < row.low_fen <= MAX_FEN:
        found["low_fen"] = ["最低价要大于 0。"]
    if not 0 < row.high_fen <= MAX_FEN:
        found["high_fen"] = ["最高价要大于 0。"]
    elif row.low_fen > row.high_fen:
        found["high_fen"] = ["最高价不能比最低价低。"]
    if len(row.basis) > 120:
        found["basis"] = ["依据最多 120 个字。"]
    return found


def write(row: GuidancePrice, unit: Unit | None, *, actor: Actor, now: datetime) -> None:
    """Insert, record, tell; in the caller's transaction, which raises the scope at its end. Raises GuidanceTaken."""
    row.unit, row.published_at, row.published_by_id = unit, now, actor.user_id  # type: ignore[assignment]
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "pricing_one_range_from_a_day" not in str(error):
            raise
        raise GuidanceTaken from error
    _tell(row, GUIDANCE_PUBLISHED, actor=actor, now=now, function="service_price.publish")


def withdraw_guidance(guidance: GuidancePrice, *, actor: Actor, now: datetime, note: str) -> GuidancePrice:
    """Take a range back, for a reason: from now on it is as if it had never been published. Row lock. Raises Forbidden, Invalid, AlreadyWithdrawn."""
    require(actor, "update", guidance)
    reason = note.strip()
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise Invalid(fields={"note": [f"写清为什么撤回，{SHORTEST_REASON} 到 {LONGEST_REASON} 个字。"]})
    with transaction.atomic():
        row = GuidancePrice.objects.select_for_update().get(pk=guidance.pk)
        if row.withdrawn_at is not None:
            raise AlreadyWithdrawn
        row.withdrawn_at, row.withdrawn_by_id, row.withdrawn_reason = now, actor.user_id, reason
        row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
        _tell(row, GUIDANCE_WITHDRAWN, actor=actor, now=now, function="service_price.withdraw")
        bump(SCOPE)
    return row


def _tell(row: GuidancePrice, event: Event, *, actor: Actor, now: datetime, function: str) -> None:
    detail = {"low_fen": row.low_fen, "high_fen": row.high_fen, "unit": row.unit.label, "starts_on": str(row.starts_on)}
    record(actor, function=function, obj=row, detail=detail | ({"reason": row.withdrawn_reason} if row.withdrawn_reason else {}), now=now)
    publish(event, key=f"guidance:{row.pk}", guidance_id=row.pk)
