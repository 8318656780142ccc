"""An admitted enterprise changes what may change without a new audit."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core.access import Actor, require
from core.audit.services import record
from core.content import bump
from core.errors import Invalid
from core.outbox import publish
from marketplace.enterprises.events import ENTERPRISE_CHANGED
from marketplace.enterprises.models import Enterprise
from marketplace.enterprises.services.checking import REQUIRED, cleaned
from marketplace.enterprises.states import EnterpriseState

FIELDS = ("short_name", "contact_name", "phone", "district", "address", "lat", "lng", "intro", "logo")
AUDITED = ("legal_name", "licence_no")


def change_enterprise(enterprise: Enterprise, *, actor: Actor, now: datetime, **fields: Any) -> Enterprise:
    """Change contact, address, introduction or services of an admitted enterprise. Row lock.

    Raises Forbidden, Invalid (also for the legal name and the licence, which only staff change after a new audit).
    """
    require(actor, "update", enterprise)
    if audited := [name for name in AUDITED if name in fields and fields[name] != getattr(enterprise, name)]:
        raise Invalid(fields={name: ["这一项变了要重新核验执照，请打服务热线。"] for name in audited})
    categories, area = fields.pop("categories", None), fields.pop("service_area", None)
    values = cleaned({name: value for name, value in fields.items() if name in FIELDS})
    with transaction.atomic():
        row = Enterprise.objects.select_for_update().get(pk=enterprise.pk)
        if row.state != EnterpriseState.APPROVED:
            raise Invalid("现在不能改：企业不在营业。")
        changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
        for name in changed:
            setattr(row, name, values[name])
        _require_kept(values, changed)
        row.changed_at = now
        row.save(update_fields=[*changed, "changed_at"])
        if categories is not None:
            row.categories.set(categories)
        if area is not None:
            row.service_area.set(area)
        record(actor, function="enterprise.change", obj=row, detail={"fields": changed}, now=now)
        publish(ENTERPRISE_CHANGED, key=f"enterprise:{row.pk}", enterprise_id=row.pk)
        bump("enterprises", "listings")
    return row


def _require_kept(values: dict[str, Any], changed: list[str]) -> None:
    """What the application had to say is not emptied afterwards. Raises Invalid."""
    emptied = {name: [REQUIRED[name]] for name in changed if name in REQUIRED and not values[name]}
    if emptied:
        raise Invalid(fields=emptied)
