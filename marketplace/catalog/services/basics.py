"""Basic data: districts, units of price, administrative divisions, holidays (PAR-02). Each change is audited."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError

from core.access import Actor, require
from core.audit.services import record
from core.content import bump
from core.errors import Invalid
from core.models import District, Holiday, Region, Unit
from core.outbox import publish
from marketplace.catalog.errors import RowInUse
from marketplace.catalog.events import DISTRICT_CHANGED
from marketplace.catalog.models import Category
from marketplace.catalog.pinyin import key_of
from marketplace.catalog.queries import SCOPE
from members.models import User

Basic = District | Unit | Region | Holiday
MAX_POSITION = 100_000


def add_basic(model: type[Basic], /, *, actor: Actor, now: datetime, **fields: Any) -> Basic:
    """A new row of one of the four tables. Raises Forbidden, Invalid."""
    require(actor, "create", model)
    row = model(**fields)
    with transaction.atomic():
        _write(row)
        _tell(row, "add", sorted(fields), actor=actor, now=now)
    return row


def change_basic(row: Basic, *, actor: Actor, now: datetime, **fields: Any) -> Basic:
    """Change what is different. Row lock. Raises Forbidden, Invalid."""
    require(actor, "update", row)
    with transaction.atomic():
        locked: Basic = type(row)._default_manager.select_for_update().get(pk=row.pk)
        changed = sorted(name for name, value in fields.items() if getattr(locked, name) != value)
        if not changed:
            return locked
        for name in changed:
            setattr(locked, name, fields[name])
        _write(locked)
        _tell(locked, "change", changed, actor=actor, now=now)
    return locked


def delete_basic(row: Basic, *, actor: Actor, now: datetime) -> None:
    """Delete a row that nothing names. Raises Forbidden, RowInUse."""
    require(actor, "delete", row)
    with transaction.atomic():
        locked: Basic = type(row)._default_manager.select_for_update().get(pk=row.pk)
        if _named(locked):
            raise RowInUse
        _tell(locked, "delete", [], actor=actor, now=now)
        try:
            with transaction.atomic():
                locked.delete()
        except ProtectedError as error:
            raise RowInUse from error


def _named(row: Basic) -> bool:
    """Whether something names it by its code alone, which no foreign key protects."""
    if isinstance(row, Unit):
        return Category.objects.filter(units__contains=[row.code]).exists()
    if isinstance(row, District):
        return User.objects.filter(district_code=row.code).exists()
    return isinstance(row, Region) and Region.objects.filter(code__startswith=row.code).exclude(pk=row.pk).exists()


def _write(row: Basic) -> None:
    if isinstance(row, District):
        row.pinyin = key_of(row.name)[:60]
    problems = {name: [text] for name, text in _RULES[type(row)](row).items()}
    try:
        row.full_clean()
    except ValidationError as error:
        problems = {("code" if name == "__all__" else name): [str(text) for text in texts] for name, texts in error.message_dict.items()} | problems
    if problems:
        raise Invalid(fields=problems)
    row.save()


def _district(row: District) -> dict[str, str]:
    found = {}
    if len(row.code) != 6 or not row.code.isdigit() or not row.code.isascii():
        found["code"] = "区的代码是 6 位数字（GB/T 2260）。"
    if not (-90 <= (row.lat or 0) <= 90 and row.lat):
        found["lat"] = "纬度在 -90 到 90 之间。"
    if not (-180 <= (row.lng or 0) <= 180 and row.lng):
        found["lng"] = "经度在 -180 到 180 之间。"
    return found


def _region(row: Region) -> dict[str, str]:
    if len(row.code) not in (2, 4, 6, 9) or not row.code.isdigit() or not row.code.isascii() or row.code[0] == "0":
        return {"code": "代码是 2、4、6 或 9 位数字：省、市、区县、街道乡镇。"}
    parent = row.parent_code
    if parent and not Region.objects.filter(code=parent).exists():
        return {"code": f"先要有上级 {parent}。"}
    return {}


def _nothing(row: Basic) -> dict[str, str]:
    return {}


_RULES: dict[type, Callable[[Any], dict[str, str]]] = {District: _district, Region: _region, Unit: _nothing, Holiday: _nothing}


def _tell(row: Basic, verb: str, fields: list[str], *, actor: Actor, now: datetime) -> None:
    record(actor, function=f"{row.access_resource}.{verb}", obj=row, detail={"fields": fields, "name": str(row)}, now=now)
    if isinstance(row, (District, Unit, Region, Holiday)):
        bump(SCOPE)
    if isinstance(row, District) and verb == "change":
        publish(DISTRICT_CHANGED, key=f"district:{row.pk}", district_id=row.pk)
