"""Departments, enterprises and outlets as tenants."""

from datetime import datetime

from django.db import IntegrityError, transaction

from core.access import Actor, require
from core.audit.services import record
from core.errors import Conflict, Invalid
from members.models import Organisation


def _require_parent(kind: str, parent: Organisation | None) -> None:
    """A department lies below departments, an outlet below an enterprise, an enterprise below nothing. Raises Invalid."""
    allowed: dict[str, set[str | None]] = {
        Organisation.Kind.DEPARTMENT: {None, Organisation.Kind.DEPARTMENT},
        Organisation.Kind.ENTERPRISE: {None},
        Organisation.Kind.OUTLET: {Organisation.Kind.ENTERPRISE},
    }
    if kind not in allowed:
        raise Invalid(fields={"kind": ["没有这个类型。"]})
    if (parent.kind if parent else None) not in allowed[kind]:
        raise Invalid(fields={"parent": ["部门的上级只能是部门，门店的上级是企业，企业没有上级。"]})


def create_organisation(*, kind: str, code: str, name: str, actor: Actor, now: datetime, parent: Organisation | None = None) -> Organisation:
    """Add an organisation. Raises Forbidden, Invalid, Conflict when the code is taken."""
    require(actor, "create", "organisation")
    _require_parent(kind, parent)
    if not name.strip():
        raise Invalid(fields={"name": ["请填名称。"]})
    row = Organisation(kind=kind, code=code, name=name.strip(), parent=parent)
    with transaction.atomic():
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise Conflict("这个代码已经用过。") from error
        record(actor, function="organisation.create", obj=row, now=now)
    return row


def update_organisation(
    organisation: Organisation, *, actor: Actor, now: datetime, name: str | None = None, parent: Organisation | None = None, **unchanged: object
) -> Organisation:
    """Rename or move; kind and code stay what they are. Row lock. Raises Forbidden, Invalid."""
    require(actor, "update", organisation)
    with transaction.atomic():
        row = Organisation.objects.select_for_update().get(pk=organisation.pk)
        above = parent
        while above is not None:
            if above.pk == row.pk:
                raise Invalid(fields={"parent": ["不能放到自己下面。"]})
            above = above.parent
        _require_parent(row.kind, parent)
        row.name, row.parent = (name or row.name).strip(), parent
        row.save(update_fields=["name", "parent"])
        record(actor, function="organisation.update", obj=row, now=now)
    return row
