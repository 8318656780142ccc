"""A table of basic data out and in: all lines or none, each wrong one named; a line that changes nothing writes nothing (PAR-02)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from core import sheets
from core.access import Actor, require
from core.audit.services import record
from core.errors import DomainError, Invalid
from marketplace.catalog.models import Category
from marketplace.catalog.services.basics import add_basic, change_basic
from marketplace.catalog.services.categories import add_category, change_category
from marketplace.catalog.tables import Column, Table


@dataclass(frozen=True, slots=True)
class Done:
    """How many lines were new, changed something, or were there already just so."""

    added: int
    changed: int
    same: int


def take_out(table: Table) -> bytes:
    """The whole table as a sheet that can be brought in again. One query."""
    rows = table.model._default_manager.order_by(*table.order)
    if table.model is Category:
        rows = rows.filter(merged_into=None).select_related("parent")
    return sheets.written(table.headings, ([_cell(row, column) for column in table.columns] for row in rows))


def bring_in(table: Table, *, content: bytes, actor: Actor, now: datetime) -> Done:
    """Add and change by a sheet. Raises Forbidden, and Invalid naming each wrong line; then nothing is written."""
    require(actor, "create", table.model)
    require(actor, "update", table.model.access_resource)  # type: ignore[attr-defined]
    errors, counts = sheets.LineErrors(), {"added": 0, "changed": 0, "same": 0}
    lines = sheets.read(content, table.headings, needed=[(table.key.heading,)])
    seen: dict[Any, int] = {}
    with transaction.atomic():
        for number, cells in lines:
            values = _values(table, cells, number, errors)
            if values is None:
                continue
            key = values[table.key.field]
            if key in seen:
                errors.add(number, f"和第 {seen[key]} 行是同一个{table.key.heading}。")
                continue
            seen[key] = number
            try:
                counts[_line(table, values, actor=actor, now=now)] += 1
            except DomainError as error:
                for text in _sentences(table, error):
                    errors.add(number, text)
        errors.refuse()
        record(actor, function=f"{table.model.access_resource}.import", detail=counts, now=now)  # type: ignore[attr-defined]
    return Done(**counts)


def _line(table: Table, values: dict[str, Any], *, actor: Actor, now: datetime) -> str:
    row = table.model._default_manager.filter(**{table.key.field: values[table.key.field]}).first()
    add: Callable[..., Any] = add_category if table.model is Category else lambda **fields: add_basic(table.model, **fields)  # type: ignore[arg-type]
    change: Callable[..., Any] = change_category if table.model is Category else change_basic
    with transaction.atomic():
        if row is None:
            missing = [column.heading for column in table.others if column.field in ("name", "slug", "label", "kind") and column.field not in values]
            if missing:
                raise Invalid(f"新的一行要填{'、'.join(missing)}。")
            add(actor=actor, now=now, **values)
            return "added"
        if all(getattr(row, name) == value for name, value in values.items()):
            return "same"
        change(row, actor=actor, now=now, **{name: value for name, value in values.items() if name != table.key.field})
        return "changed"


def _values(table: Table, cells: dict[str, str], number: int, errors: sheets.LineErrors) -> dict[str, Any] | None:
    """The fields of a line; an empty cell says nothing, but for the key. None when anything cannot be read."""
    found: dict[str, Any] = {}
    wrong = False
    for column in table.columns:
        text = cells.get(column.heading)
        if text is None or (text == "" and column is not table.key and column.field not in ("parent", "aliases", "units", "summary")):
            continue
        try:
            found[column.field] = _read(table, column, text)
        except (ValueError, ValidationError):
            wrong = True
            errors.add(number, f"{column.heading}「{text[:40]}」读不懂{_allowed(column)}。")
    return None if wrong else found


def _read(table: Table, column: Column, text: str) -> Any:
    if column.field == table.key.field and not text:
        raise ValueError(text)
    if column.written:
        if text not in column.written:
            raise ValueError(text)
        return column.written[text]
    field = table.model._meta.get_field(column.field)
    if column.many:
        parts = [part.strip() for part in text.replace(";", "；").split("；") if part.strip()]
        for part in parts:
            field.base_field.run_validators(part)  # type: ignore[union-attr]
        return parts
    if isinstance(field, models.DateField):
        return sheets.day(text)
    if column.field == "parent":
        return _parent(text)
    value = field.to_python(text)  # type: ignore[union-attr]
    field.run_validators(value)  # type: ignore[union-attr]
    return value


def _parent(text: str) -> Category | None:
    if not text:
        return None
    row = Category.objects.filter(code=text, merged_into=None).first()
    if row is None:
        raise ValueError(text)
    return row


def _allowed(column: Column) -> str:
    return f"，写{'或'.join(column.written)}" if column.written else ""


def _sentences(table: Table, error: DomainError) -> list[str]:
    names = {column.field: column.heading for column in table.columns}
    fields = error.fields if isinstance(error, Invalid) else {}
    return [f"{names.get(name, '')}：{text}".lstrip("：") for name, texts in fields.items() for text in texts] or [error.message]


def _cell(row: models.Model, column: Column) -> Any:
    value = getattr(row, column.field)
    if column.written:
        return next((text for text, code in column.written.items() if code == value), value)
    if column.many:
        return "；".join(value)
    if column.field == "parent":
        return value.code if value else ""
    return value
