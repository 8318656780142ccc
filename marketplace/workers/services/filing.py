"""A worker's file: made by himself or by his employer, claimed, filled in (WRK-12, SRC-03, SVC-08, SVC-16)."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.access import Actor, can, require, require_proven
from core.audit.services import record
from core.counters import require_within
from core.errors import Invalid, NotFound
from core.media.services import receive_image
from marketplace.catalog.models import ServiceType
from marketplace.enterprises.models import Enterprise, Outlet
from marketplace.enterprises.states import OutletState
from marketplace.workers import identity
from marketplace.workers.errors import Blacklisted, FileClosed, HasFile, IdentityFixed, PersonKnown
from marketplace.workers.events import WORKER_CHANGED
from marketplace.workers.models import Skill, Station, Worker
from marketplace.workers.parameters import FILES_A_DAY
from marketplace.workers.services.checking import cleaned
from marketplace.workers.services.duties import give_role
from marketplace.workers.services.telling import changed
from marketplace.workers.states import CHANGEABLE, UNCHECKED, WorkerState
from members.models import User

DAY = 24 * 3600
CODE_BYTES, MOST_SKILLS, MOST_YEARS = 8, 30, 60
BARRED = (WorkerState.BLOCKED, WorkerState.APPEALED)


def register_worker(*, actor: Actor, now: datetime, **fields: Any) -> Worker:
    """A member opens his own file; his number is the proven one of the account (WRK-12). One person, one file.

    Raises Unauthenticated, PhoneNotProven, Forbidden, Invalid, HasFile, PersonKnown, Blacklisted.
    """
    require_proven(actor)
    person = User.objects.get(pk=actor.user_id)
    row = Worker(user=person, author=person, created_at=now, changed_at=now, phone=person.phone or "")
    require(actor, "create", row)
    if Worker.objects.filter(user=person).exists():
        raise HasFile
    fields.pop("phone", None)
    _fill(row, fields, now=now)
    return _open(row, function="worker.register", actor=actor, now=now)


def enter_worker(*, actor: Actor, now: datetime, enterprise: Enterprise | None, outlet: Outlet | None = None, **fields: Any) -> Worker:
    """An employer (or one of its outlets, or HR, then also for nobody's employee) opens a file; who proves the number later may claim it.

    Raises Unauthenticated, PhoneNotProven, Forbidden, NotFound, Invalid, PersonKnown, Blacklisted, RateLimited.
    """
    require_proven(actor)
    row = Worker(enterprise=enterprise, outlet=outlet, author_id=actor.user_id, created_at=now, changed_at=now)
    require(actor, "create", row)
    if outlet is not None and (enterprise is None or outlet.enterprise_id != enterprise.pk or outlet.state == OutletState.CLOSED):
        raise Invalid(fields={"outlet": ["选自己家在开的门店。"]})
    _fill(row, fields, now=now)
    if actor.user_id is not None:
        limit = FILES_A_DAY.at(now)
        require_within("worker.enter", str(actor.user_id), limit=limit, window_seconds=DAY, now=now, message="今天建得够多了，明天再来。")
    return _open(row, function="worker.enter", actor=actor, now=now)


def _open(row: Worker, *, function: str, actor: Actor, now: datetime) -> Worker:
    row.code = secrets.token_hex(CODE_BYTES)
    with transaction.atomic():
        _save(row)
        if row.outlet is not None:
            Station.objects.create(worker=row, outlet=row.outlet, starts_on=timezone.localdate(now), note="建档", author_id=actor.user_id, created_at=now)
        record(actor, function=function, obj=row, detail={"enterprise": row.enterprise_id}, now=now)
    return row


def _save(row: Worker, fields: list[str] | None = None) -> None:
    """Save; the index decides that one person has one file. Raises PersonKnown, Blacklisted, HasFile."""
    try:
        with transaction.atomic():
            row.save(update_fields=fields)
    except IntegrityError as error:
        twin = Worker.objects.exclude(pk=row.pk).exclude(state=WorkerState.LEFT).filter(id_index=row.id_index).first() if row.id_index else None
        if twin is not None:
            raise (Blacklisted if twin.state in BARRED else PersonKnown) from error
        if row.user_id and Worker.objects.exclude(pk=row.pk).filter(user_id=row.user_id).exists():
            raise HasFile from error
        raise


def _fill(row: Worker, fields: Mapping[str, Any], *, now: datetime) -> set[str]:
    """Write the fields; returns which have changed. What the ID number says is taken from it."""
    values = cleaned(fields, today=timezone.localdate(now))
    if not row.pk and not values.get("name"):
        raise Invalid(fields={"name": ["请填姓名，和身份证上一样。"]})
    differing = {name for name, value in values.items() if getattr(row, name) != value}
    for name in differing:
        setattr(row, name, values[name])
    if "phone" in values or not row.pk:
        row.phone_index = identity.phone_index(row.phone)
    if "id_number" in differing:
        row.id_index = identity.person_index(row.id_number)
        born = identity.birthday_of(row.id_number) if row.id_number else None
        row.birth_year = born.year if born else None
        row.gender = identity.gender_of(row.id_number) if row.id_number else row.gender
    if not row.called and row.name:
        row.called = f"{row.name[0]}{'师傅' if row.gender == 'male' else '阿姨'}"
    if "district" in differing and "lat" not in values and row.district is not None:
        row.lat, row.lng = row.district.lat, row.district.lng
    return differing


def locked(worker: Worker) -> Worker:
    """The fresh row under its lock, with its employer and its outlet. Inside the caller's transaction."""
    return Worker.objects.select_for_update(of=("self",)).select_related("enterprise", "outlet", "district").get(pk=worker.pk)


def require_changeable(row: Worker) -> None:
    """Raises FileClosed for a file that was left or blocked."""
    if row.state not in CHANGEABLE:
        raise FileClosed


def edit_worker(worker: Worker, *, actor: Actor, now: datetime, **fields: Any) -> Worker:
    """Change a file. Name and ID number of one that was checked are changed by HR only, and then it is looked at again. Row lock.

    Raises NotFound, Forbidden, Invalid, FileClosed, IdentityFixed, PersonKnown, Blacklisted.
    """
    require(actor, "update", worker)
    with transaction.atomic():
        row = locked(worker)
        require_changeable(row)
        if row.user_id:
            fields.pop("phone", None)
        differing = _fill(row, fields, now=now)
        if differing & {"name", "id_number"} and row.state not in UNCHECKED and not can(actor, "block", row):
            raise IdentityFixed
        row.changed_at = now
        _save(row)
        record(actor, function="worker.edit", obj=row, detail={"fields": sorted(differing)}, now=now)
        changed(row, WORKER_CHANGED)
    return row


def set_photo(worker: Worker, *, file: UploadedFile | None, actor: Actor, now: datetime) -> Worker:
    """A portrait through the upload door, or none (then a drawing stands for it). Row lock. Raises NotFound, Forbidden, FileClosed, FileRefusedError."""
    require(actor, "update", worker)
    with transaction.atomic():
        row = locked(worker)
        require_changeable(row)
        row.photo = receive_image(file, actor=actor, now=now, title=row.called) if file is not None else None
        row.changed_at = now
        row.save(update_fields=["photo", "changed_at"])
        record(actor, function="worker.photo", obj=row, now=now)
        changed(row, WORKER_CHANGED)
    return row


def set_skills(worker: Worker, *, skills: Mapping[ServiceType, int], actor: Actor, now: datetime) -> Worker:
    """What he does and for how many years: the whole list (SVC-08, SVC-16). Row lock. Raises NotFound, Forbidden, Invalid, FileClosed."""
    require(actor, "update", worker)
    if len(skills) > MOST_SKILLS:
        raise Invalid(fields={"skills": [f"最多选 {MOST_SKILLS} 样，挑最拿手的。"]})
    if any(not 0 <= years <= MOST_YEARS for years in skills.values()):
        raise Invalid(fields={"skills": [f"年数 0 到 {MOST_YEARS}。"]})
    if any(not kind.active or kind.merged_into_id for kind in skills):
        raise Invalid(fields={"skills": ["有一样服务停用了，换一个。"]})
    with transaction.atomic():
        row = locked(worker)
        require_changeable(row)
        row.skills.exclude(service_type__in=skills).delete()
        rows = [Skill(worker=row, service_type=kind, years=years) for kind, years in skills.items()]
        Skill.objects.bulk_create(rows, update_conflicts=True, unique_fields=["worker", "service_type"], update_fields=["years"])
        row.changed_at = now
        row.save(update_fields=["changed_at"])
        record(actor, function="worker.skills", obj=row, detail={"service_types": sorted(kind.code for kind in skills)}, now=now)
        changed(row, WORKER_CHANGED)
    return row


def claim_file(worker: Worker, *, actor: Actor, now: datetime) -> Worker:
    """Take over the file that an employer has opened for one's proven number. Row lock. Raises NotFound, HasFile, PhoneNotProven."""
    require_proven(actor)
    with transaction.atomic():
        row = locked(worker)
        person = User.objects.get(pk=actor.user_id)
        if row.user_id is not None or not person.phone or row.phone_index != identity.phone_index(person.phone):
            raise NotFound
        row.user, row.changed_at = person, now
        _save(row, ["user", "changed_at"])
        record(actor, function="worker.claim", obj=row, now=now)
        if row.state in (WorkerState.APPROVED, WorkerState.SUSPENDED):
            give_role(row, actor=actor, now=now)
    return row


def open_code(worker: Worker, *, wanted: bool, actor: Actor, now: datetime) -> Worker:
    """The worker himself agrees, or no longer, that who scans his code sees the details (X-TR-02). Row lock. Raises NotFound, Forbidden."""
    require(actor, "update", worker)
    if "o" not in worker.access_scopes(actor):
        raise NotFound
    with transaction.atomic():
        row = locked(worker)
        row.code_open, row.changed_at = wanted, now
        row.save(update_fields=["code_open", "changed_at"])
        record(actor, function="worker.open_code", obj=row, detail={"open": wanted}, now=now)
        changed(row, WORKER_CHANGED)
    return row


def be_found(worker: Worker, *, wanted: bool, actor: Actor, now: datetime) -> Worker:
    """The worker himself agrees, or no longer, to stand among the results of the search. Row lock. Raises NotFound, Forbidden."""
    require(actor, "update", worker)
    if "o" not in worker.access_scopes(actor):
        raise NotFound
    with transaction.atomic():
        row = locked(worker)
        row.findable, row.changed_at = wanted, now
        row.save(update_fields=["findable", "changed_at"])
        record(actor, function="worker.be_found", obj=row, detail={"findable": wanted}, now=now)
        changed(row, WORKER_CHANGED)
    return row
