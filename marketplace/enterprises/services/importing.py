"""Enterprises from a file: imported as approved, repeatable by key (`import_market`)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from core.access import Actor, require
from core.audit.services import record
from core.content import bump
from core.models import StateHistory
from core.outbox.services import publish_many
from marketplace.enterprises.events import ENTERPRISE_CHANGED
from marketplace.enterprises.models import Enterprise
from marketplace.enterprises.states import EnterpriseState
from members.models import Organisation


@dataclass(frozen=True, slots=True)
class ImportedEnterprise:
    """One line of the file, checked."""

    key: str
    name: str
    licence_no: str
    district_id: int
    address: str
    lat: float | None
    lng: float | None
    phone: str


UPDATED = ["legal_name", "licence_no", "district", "address", "lat", "lng", "phone", "changed_at"]


def import_enterprises(rows: Sequence[ImportedEnterprise], *, actor: Actor, now: datetime) -> dict[str, int]:
    """Insert or update by key inside the caller's transaction; returns key → id. Only for commands. Raises Forbidden, IntegrityError.

    An enterprise that staff have suspended meanwhile stays suspended.
    """
    require(actor, "approve", "enterprise")
    known = {row.external_id: row for row in Enterprise.objects.filter(external_id__in=[row.key for row in rows])}
    fresh: list[Enterprise] = []
    changed: list[Enterprise] = []
    for line in rows:
        row = known.get(line.key) or Enterprise(
            external_id=line.key, state=EnterpriseState.APPROVED, created_at=now, applied_at=now, approved_at=now
        )
        row.legal_name, row.licence_no, row.district_id = line.name, line.licence_no, line.district_id
        row.address, row.lat, row.lng, row.phone, row.changed_at = line.address, line.lat, line.lng, line.phone, now
        (changed if row.pk else fresh).append(row)
    with transaction.atomic():
        organisations = Organisation.objects.bulk_create(
            Organisation(kind=Organisation.Kind.ENTERPRISE, code=_code(row), name=row.legal_name) for row in fresh
        )
        for row, organisation in zip(fresh, organisations, strict=True):
            row.organisation = organisation
        Enterprise.objects.bulk_create(fresh, batch_size=1000)
        Enterprise.objects.bulk_update(changed, UPDATED, batch_size=1000)
        _history(fresh, actor=actor, now=now)
        everything = [*fresh, *changed]
        publish_many(ENTERPRISE_CHANGED, [(f"enterprise:{row.pk}", {"enterprise_id": row.pk}) for row in everything])
        if everything:
            record(actor, function="enterprise.import", detail={"added": len(fresh), "changed": len(changed)}, now=now)
            bump("enterprises", "listings")
    return {row.external_id or "": row.pk for row in everything}


def _code(row: Enterprise) -> str:
    key = "".join(char if char.isascii() and (char.isalnum() or char in "-_") else "-" for char in row.external_id or "")
    return f"import-{key[:36]}-{hashlib.sha256((row.external_id or '').encode()).hexdigest()[:12]}"


def _history(rows: Sequence[Enterprise], *, actor: Actor, now: datetime) -> None:
    kind = ContentType.objects.get_for_model(Enterprise)
    StateHistory.objects.bulk_create(
        StateHistory(
            machine="enterprise",
            content_type=kind,
            object_id=str(row.pk),
            from_state=EnterpriseState.DRAFT,
            event="import",
            to_state=EnterpriseState.APPROVED,
            actor_name=actor.name,
            at=now,
        )
        for row in rows
    )
