"""Adding and changing service types."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from core.access import Actor, require
from core.audit.services import record
from core.content import bump
from core.errors import Invalid
from core.outbox import publish
from marketplace.catalog.events import SERVICE_TYPE_CHANGED
from marketplace.catalog.models import Category, ServiceType
from marketplace.catalog.pinyin import key_of
from marketplace.catalog.queries import SCOPE

FIELDS = ("name", "name_en", "category", "unit", "summary", "checklist", "customer_type", "needs_licence", "licence", "position", "active")


def add_service_type(*, actor: Actor, now: datetime, code: str, name: str, category: Category, **fields: Any) -> ServiceType:
    """A new service type at the end of its category. Raises Forbidden, Invalid."""
    require(actor, "create", "category")
    row = ServiceType(code=code, name=name, category=category)
    for field, value in fields.items():
        if field in FIELDS:
            setattr(row, field, value)
    with transaction.atomic():
        if not row.position:
            row.position = (ServiceType.objects.filter(category=category).aggregate(last=Max("position"))["last"] or 0) + 10
        _write(row)
        _tell(row, actor=actor, now=now, function="service_type.add")
    return row


def change_service_type(service_type: ServiceType, *, actor: Actor, now: datetime, **fields: Any) -> ServiceType:
    """Rename, reorder, move, retire. Row lock. Raises Forbidden, Invalid."""
    require(actor, "update", service_type)
    with transaction.atomic():
        row = ServiceType.objects.select_for_update().get(pk=service_type.pk)
        if row.merged_into_id is not None:
            raise Invalid("这个项目已经并入别的项目，改那一个就行。")
        changed = sorted(name for name, value in fields.items() if name in FIELDS and getattr(row, name) != value)
        for name in changed:
            setattr(row, name, fields[name])
        if changed:
            _write(row)
            _tell(row, actor=actor, now=now, function="service_type.change", fields=changed)
    return row


def deactivate_service_type(service_type: ServiceType, *, actor: Actor, now: datetime) -> ServiceType:
    """Take a service type out of menus and forms. Raises Forbidden."""
    return change_service_type(service_type, actor=actor, now=now, active=False)


def _write(row: ServiceType) -> None:
    row.name, row.pinyin = row.name.strip(), key_of(row.name)
    if not row.name or len(row.name) > 30:
        raise Invalid(fields={"name": ["名称 1 到 30 个字。"]})
    if row.needs_licence and not row.licence.strip():
        raise Invalid(fields={"licence": ["需要许可的项目，请写明是哪种许可。"]})
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        field = "name" if "service_names" in str(error) else "code"
        raise Invalid(fields={field: ["这一类里已经有同名的项目。" if field == "name" else "这个代码已经用过。"]}) from error


def _tell(row: ServiceType, *, actor: Actor, now: datetime, function: str, fields: list[str] | None = None) -> None:
    record(actor, function=function, obj=row, detail={"fields": fields} if fields else None, now=now)
    publish(SERVICE_TYPE_CHANGED, key=f"service_type:{row.pk}", service_type_id=row.pk)
    bump(SCOPE)
