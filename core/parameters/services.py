"""Setting a parameter from a day on, and taking a planned value back (PAR-01)."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from core import clock
from core.access import Actor, require
from core.audit.services import record
from core.content import bump
from core.errors import Invalid
from core.parameters.declared import Parameter
from core.parameters.errors import AlreadyInForce, AlreadyPlanned
from core.parameters.models import ParameterValue
from core.parameters.queries import SCOPE

FARTHEST = timedelta(days=3 * 366)
SHORTEST_REASON, LONGEST_REASON = 4, 500


def plan_value(parameter: Parameter, *, value: Any, starts_on: date | None = None, reason: str, actor: Actor, now: datetime) -> ParameterValue:
    """Set a value from the beginning of a day, or from now on; what held before stays as history.

    Raises Forbidden, Invalid, AlreadyPlanned when there is one from that very day (the database decides, not a look before).
    """
    require(actor, *parameter.right)
    today = timezone.localdate(now)
    problems: dict[str, list[str]] = {}
    if problem := parameter.kind.problem(value):
        problems["value"] = [problem]
    if starts_on is not None and not today <= starts_on <= today + FARTHEST:
        problems["starts_on"] = ["从今天起，最远三年；已经过去的日子改不了。"]
    reason = _reason(reason, "reason", problems)
    if problems:
        raise Invalid(fields=problems)
    begins = clock.midnight(starts_on) if starts_on is not None and starts_on > today else now
    before = parameter.at(begins)
    if before == value:
        raise Invalid(fields={"value": ["到那时本来就是这个值。"]})
    row = ParameterValue(code=parameter.code, value=value, effective_from=begins, reason=reason, set_at=now, set_by_id=actor.user_id)
    with transaction.atomic():
        _insert(row)
        detail = {"code": parameter.code, "before": before, "after": value, "effective_from": begins.isoformat(), "reason": reason}
        record(actor, function="parameter.plan", obj=row, detail=detail, now=now)
        bump(SCOPE)
    return row


def _insert(row: ParameterValue) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "parameters_one_value_from_a_moment" not in str(error):
            raise
        raise AlreadyPlanned from error


def _reason(text: str, field: str, problems: dict[str, list[str]]) -> str:
    text = text.strip()
    if not SHORTEST_REASON <= len(text) <= LONGEST_REASON:
        problems[field] = [f"写清为什么，{SHORTEST_REASON} 到 {LONGEST_REASON} 个字。"]
    return text


def withdraw_value(value: ParameterValue, parameter: Parameter, *, actor: Actor, now: datetime, note: str) -> ParameterValue:
    """Take back a value that has not begun, for a reason. Row lock. Raises Forbidden, Invalid, AlreadyInForce."""
    require(actor, *parameter.right)
    problems: dict[str, list[str]] = {}
    reason = _reason(note, "note", problems)
    if problems:
        raise Invalid(fields=problems)
    with transaction.atomic():
        row = ParameterValue.objects.select_for_update().get(pk=value.pk)
        if row.withdrawn_at is not None or row.effective_from <= now:
            raise AlreadyInForce
        row.withdrawn_at, row.withdrawn_by_id, row.withdrawn_reason = now, actor.user_id, reason
        row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
        detail = {"code": row.code, "value": row.value, "effective_from": row.effective_from.isoformat(), "reason": reason}
        record(actor, function="parameter.withdraw", obj=row, detail=detail, now=now)
        bump(SCOPE)
    return row
