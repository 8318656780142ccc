"""Rows that editors keep in the admin: every change leaves its author, its time, a revision and an audit row (POR-08)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models, transaction
from wagtail.models import Revision

from core.access import Actor, require
from core.audit.services import record
from core.content import bump
from core.errors import Invalid

SHOWN = 20


def keep(row: Any, *, verb: str, fields: list[str], scope: str, actor: Actor, now: datetime) -> Revision:
    """Check, save, keep a revision, audit, raise the content version. Inside the caller's transaction. Raises Invalid."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise Invalid(fields={name: [str(text) for text in texts] for name, texts in error.message_dict.items()}) from error
    row.save()
    author = get_user_model().objects.filter(pk=actor.user_id).first() if actor.user_id else None
    revision = row.save_revision(user=author, clean=False)
    record(actor, function=f"{row.access_resource}.{verb}", obj=row, detail={"fields": fields, "revision": revision.pk, "name": str(row)}, now=now)
    bump(scope)
    return revision


def add_kept(row: Any, *, fields: Mapping[str, Any], scope: str, actor: Actor, now: datetime) -> Any:
    """A new row with these fields. Raises Forbidden, Invalid."""
    require(actor, "create", type(row))
    for name, value in fields.items():
        setattr(row, name, value)
    with transaction.atomic():
        keep(row, verb="add", fields=sorted(fields), scope=scope, actor=actor, now=now)
    return row


def change_kept(row: Any, *, fields: Mapping[str, Any], scope: str, actor: Actor, now: datetime) -> Any:
    """Change what is different. Row lock. Raises Forbidden, Invalid."""
    require(actor, "update", row)
    with transaction.atomic():
        locked = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
        changed = sorted(name for name, value in fields.items() if getattr(locked, name) != value)
        for name in changed:
            setattr(locked, name, fields[name])
        if changed:
            keep(locked, verb="change", fields=changed, scope=scope, actor=actor, now=now)
    return locked


def remove_kept(row: Any, *, scope: str, actor: Actor, now: datetime) -> None:
    """Delete it; its revisions do not outlive it, the audit row does. Row lock. Raises Forbidden."""
    require(actor, "delete", row)
    with transaction.atomic():
        locked = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
        record(actor, function=f"{locked.access_resource}.delete", obj=locked, detail={"name": str(locked)}, now=now)
        locked.delete()
        bump(scope)


def revisions_of(row: models.Model) -> list[dict[str, Any]]:
    """Its last revisions, the latest first: when, by whom, what it was called. One query."""
    found = Revision.objects.for_instance(row).select_related("user").order_by("-created_at", "-pk")[:SHOWN]
    return [{"at": one.created_at, "by": str(one.user) if one.user else "系统", "title": one.object_str, "number": one.pk} for one in found]
