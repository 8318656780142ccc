"""Rules that staff keep as rows: saved under a lock, with what was before and after in the audit, which is their history."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from core.access import Actor, require
from core.audit.models import AuditEntry
from core.audit.services import record
from core.errors import Invalid

SHOWN = 20
YES = {True: "是", False: "否"}


def keep_rule(row: Any, *, fields: Mapping[str, Any], function: str, actor: Actor, now: datetime, beside: Mapping[str, tuple[Any, Any]] | None = None) -> Any:
    """Write these fields, and what has changed with before and after into the audit; `beside`: what changed in rows of their own.

    The caller has checked them. Locks the row. Inside the caller's transaction. Raises Forbidden.
    """
    require(actor, "update" if row.pk else "create", type(row))
    kept = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk) if row.pk else row
    is_new = not kept.pk
    changed = {name: [None if is_new else _plain(getattr(kept, name)), _plain(value)] for name, value in fields.items()}
    changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
    changed |= {name: [_plain(before), _plain(after)] for name, (before, after) in (beside or {}).items() if before != after}
    for name, value in fields.items():
        setattr(kept, name, value)
    kept.save()
    if changed or is_new:
        record(actor, function=f"{function}.{'add' if is_new else 'change'}", obj=kept, detail={"changed": changed}, now=now)
    return kept


def said(row: Any, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What a row would say with these fields, by name."""
    return {field.attname: fields.get(field.attname, getattr(row, field.attname)) for field in row._meta.concrete_fields if field.attname != "id"}


def imagined(row: Any, fields: Mapping[str, Any]) -> Any:
    """The row with these fields, not saved."""
    for name, value in fields.items():
        setattr(row, name, value)
    return row


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


def changes_of(row: Any) -> list[dict[str, Any]]:
    """What staff have changed of a row, the latest first: when, by whom, each field with before and after in words. One query."""
    found = AuditEntry.objects.filter(object_type=row._meta.label_lower, object_id=str(row.pk), result="ok", detail__has_key="changed")
    return [{"at": one.at, "by": one.user_name or "系统", "lines": _lines(row, one)} for one in found.order_by("-pk")[:SHOWN]]


def _lines(row: Any, entry: AuditEntry) -> list[str]:
    if entry.function.endswith(".add"):
        return ["新建"]
    return [f"{_label(row, name)}：{_said(before)} → {_said(after)}" for name, (before, after) in entry.detail["changed"].items()]


def _label(row: Any, name: str) -> str:
    try:
        return str(row._meta.get_field(name).verbose_name)
    except FieldDoesNotExist:
        return name


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return YES[value]
    if isinstance(value, list):
        return f"{len(value)} 条"
    return "空" if value in (None, "") else str(value)


def require_fine(problems: Mapping[str, str | bool]) -> None:
    """Refuse where something is wrong, beside its field. Raises Invalid."""
    if found := {name: [str(text)] for name, text in problems.items() if text}:
        raise Invalid(fields=found)
