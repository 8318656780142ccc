"""An application, from the first draft to the day it is handed in (ENT-01, MEM-01)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from core.access import SYSTEM_ROLE, Actor, require
from core.audit.services import record
from core.content import bump
from core.errors import Forbidden, Invalid, Unauthenticated
from core.media.models import PrivateFile
from core.media.services import receive_private
from core.outbox import publish
from core.states import move
from marketplace.enterprises.errors import LicenceTaken, UnderReview
from marketplace.enterprises.events import ENTERPRISE_SUBMITTED
from marketplace.enterprises.models import Enterprise, QualificationFile
from marketplace.enterprises.parameters import MAX_FILES
from marketplace.enterprises.services.checking import cleaned, require_complete
from marketplace.enterprises.services.telling import tell
from marketplace.enterprises.states import EDITABLE, HOLDING
from members.models import Organisation
from members.roles import Role
from members.services import create_organisation, grant_role

FIELDS = ("legal_name", "short_name", "licence_no", "contact_name", "phone", "district", "address", "lat", "lng", "intro")
PROVE_FIRST = "先验证手机号，再申请加盟：审核结果要能送到你手上。"


def _require_person(actor: Actor) -> None:
    if not actor.is_authenticated:
        raise Unauthenticated
    require(actor, "create", "enterprise")
    if not actor.proven_phone:
        raise Forbidden(PROVE_FIRST, audit={"function": "enterprise.apply"})


def save_application(*, actor: Actor, now: datetime, enterprise: Enterprise | None = None, **fields: Any) -> Enterprise:
    """Keep what has been filled in so far; without `enterprise` the actor's open draft, or a new one.

    Row lock. Raises Forbidden without a proven phone, Invalid for a field that is wrong (empty is fine), UnderReview.
    """
    _require_person(actor)
    categories = fields.pop("categories", None)
    values = cleaned({name: value for name, value in fields.items() if name in FIELDS and value is not None})
    with transaction.atomic():
        row = _open_draft(enterprise, actor=actor, now=now)
        for name, value in values.items():
            setattr(row, name, value)
        row.changed_at = now
        row.save()
        if categories is not None:
            row.categories.set(categories)
        record(actor, function="enterprise.save_application", obj=row, detail={"fields": sorted(values)}, now=now)
    return row


def _open_draft(enterprise: Enterprise | None, *, actor: Actor, now: datetime) -> Enterprise:
    mine = Enterprise.objects.select_for_update()
    if enterprise is None:
        found = mine.filter(applicant_id=actor.user_id, state__in=EDITABLE).order_by("-pk").first()
        return found or Enterprise(applicant_id=actor.user_id, created_at=now, changed_at=now)
    row = mine.get(pk=enterprise.pk)
    require(actor, "update", row)
    if row.state not in EDITABLE:
        raise UnderReview
    return row


def add_file(enterprise: Enterprise, *, kind: str, file: UploadedFile, actor: Actor, now: datetime) -> QualificationFile:
    """Add a licence or certificate through the upload door. Raises Forbidden, Invalid (FileRefusedError), UnderReview."""
    require(actor, "update", enterprise)
    if kind not in QualificationFile.Kind.values:
        raise Invalid(fields={"kind": ["没有这种文件。"]})
    with transaction.atomic():
        row = Enterprise.objects.select_for_update().get(pk=enterprise.pk)
        if row.state not in EDITABLE:
            raise UnderReview
        most = MAX_FILES.at(now)
        if row.files.count() >= most:
            raise Invalid(fields={"file": [f"最多 {most} 份文件，先删掉用不着的。"]})
        private = receive_private(file, actor=actor, purpose=f"enterprise.{kind}", now=now, organisation_id=row.organisation_id)
        return QualificationFile.objects.create(enterprise=row, kind=kind, file=private, added_at=now)


def remove_file(qualification: QualificationFile, *, actor: Actor, now: datetime) -> None:
    """Take a file out of an application that is not handed in. Raises Forbidden, UnderReview."""
    with transaction.atomic():
        row = Enterprise.objects.select_for_update().get(pk=qualification.enterprise_id)
        require(actor, "update", row)
        if row.state not in EDITABLE:
            raise UnderReview
        record(actor, function="enterprise.remove_file", obj=qualification, now=now)
        private = qualification.file
        qualification.delete()
        private.delete()
        transaction.on_commit(lambda: private.file.storage.delete(str(private.file.name)), robust=True)


def submit_application(enterprise: Enterprise, *, actor: Actor, now: datetime) -> Enterprise:
    """Hand the application in: the account is pending from now on. Row lock. Makes the organisation and its owner the first time.

    Raises Forbidden, Invalid for what is missing, LicenceTaken, IllegalTransition.
    """
    _require_person(actor)
    require(actor, "submit", enterprise)
    with transaction.atomic():
        row = Enterprise.objects.select_for_update().get(pk=enterprise.pk)
        if row.state in EDITABLE:
            require_complete(row)
            if Enterprise.objects.filter(licence_no=row.licence_no, state__in=HOLDING).exclude(pk=row.pk).exists():
                raise LicenceTaken
            _found_organisation(row, actor=actor, now=now)
            row.applied_at = now
            row.save(update_fields=["organisation", "applied_at"])
        try:
            with transaction.atomic():
                row = move(row, "submit", actor=actor, now=now)
        except IntegrityError as error:
            raise LicenceTaken from error
        publish(ENTERPRISE_SUBMITTED, key=f"enterprise:{row.pk}", enterprise_id=row.pk)
        tell(row, title="加盟申请收到了", body=f"{row.legal_name}的申请在排队审核，一般两个工作日内有结果，结果会发到这里。", now=now)
        bump("enterprises")
    return row


def _found_organisation(row: Enterprise, *, actor: Actor, now: datetime) -> None:
    """The tenant of the enterprise with its owner; by the platform, for nobody may grant himself a role."""
    platform = replace(actor, user_id=None, roles=frozenset({SYSTEM_ROLE}), name="加盟流程")
    if row.organisation_id is None:
        row.organisation = create_organisation(kind=Organisation.Kind.ENTERPRISE, code=f"enterprise-{row.pk}", name=row.legal_name, actor=platform, now=now)
        if row.applicant is not None:
            grant_role(user=row.applicant, organisation=row.organisation, role=Role.ENTERPRISE_OWNER, actor=platform, now=now, reason="加盟申请")
    elif row.organisation is not None and row.organisation.name != row.legal_name:
        row.organisation.name = row.legal_name
        row.organisation.save(update_fields=["name"])
    PrivateFile.objects.filter(pk__in=row.files.values("file_id")).update(organisation_id=row.organisation_id)


def withdraw_application(enterprise: Enterprise, *, actor: Actor, now: datetime) -> Enterprise:
    """Take the application back to change it. Raises Forbidden, IllegalTransition."""
    return move(enterprise, "withdraw", actor=actor, now=now)
