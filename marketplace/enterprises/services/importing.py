"""Enterprises from a file: imported as approved, repeatable by key (`import_market`)."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice

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


@dataclass(slots=True)
class Imported:
    """What became of the lines."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


BATCH = 1000
FIELDS = ("legal_name", "licence_no", "district_id", "address", "lat", "lng", "phone")
UPDATED = [*(name.removesuffix("_id") for name in FIELDS), "changed_at"]


def import_enterprises(rows: Iterable[ImportedEnterprise], *, actor: Actor, now: datetime) -> tuple[dict[str, int], Imported]:
    """Insert or update by key, a thousand at a time, inside the caller's transaction; returns key → id and the counts.

    Only for commands. Raises Forbidden, IntegrityError. An enterprise that staff have suspended meanwhile stays suspended; one of
    which nothing has changed is left alone.
    """
    require(actor, "approve", "enterprise")
    ids: dict[str, int] = {}
    counts, rest = Imported(), iter(rows)
    with transaction.atomic():
        while lines := list(islice(rest, BATCH)):
            ids |= _write(lines, counts, actor=actor, now=now)
        if counts.added or counts.changed:
            record(actor, function="enterprise.import", detail=asdict(counts), now=now)
            bump("enterprises", "listings")
    return ids, counts


def _write(lines: Sequence[ImportedEnterprise], counts: Imported, *, actor: Actor, now: datetime) -> dict[str, int]:
    rows = Enterprise.objects.select_for_update(of=("self",)).filter(external_id__in=[line.key for line in lines]).order_by("pk")
    known = {row.external_id: row for row in rows}
    fresh: list[Enterprise] = []
    changed: list[Enterprise] = []
    for line in lines:
        row = known.get(line.key) or Enterprise(
            external_id=line.key, state=EnterpriseState.APPROVED, created_at=now, applied_at=now, approved_at=now, changed_at=now
        )
        wanted = (line.name, line.licence_no, line.district_id, line.address, line.lat, line.lng, line.phone)
        differs = tuple(getattr(row, name) for name in FIELDS) != wanted
        for name, value in zip(FIELDS, wanted, strict=True):
            setattr(row, name, value)
        if row.pk is None:
            fresh.append(row)
        elif differs:
            row.changed_at = now
            changed.append(row)
    _found_organisations(fresh)
    Enterprise.objects.bulk_create(fresh)
    Enterprise.objects.bulk_create(changed, update_conflicts=True, unique_fields=["external_id"], update_fields=UPDATED)
    _history(fresh, actor=actor, now=now)
    publish_many(ENTERPRISE_CHANGED, [(f"enterprise:{row.pk}", {"enterprise_id": row.pk}) for row in (*fresh, *changed)])
    counts.added += len(fresh)
    counts.changed += len(changed)
    counts.unchanged += len(lines) - len(fresh) - len(changed)
    return {row.external_id or "": row.pk for row in (*known.values(), *fresh)}


def _found_organisations(rows: Sequence[Enterprise]) -> None:
    """A tenant for each."""
    organisations = Organisation.objects.bulk_create(Organisation(kind=Organisation.Kind.ENTERPRISE, code=_code(row), name=row.legal_name) for row in rows)
    for row, organisation in zip(rows, organisations, strict=True):
        row.organisation = organisation


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
