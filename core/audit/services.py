"""Writing the audit log. Success goes in with the change; a refusal in a transaction of its own, by the error handlers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction

from core import clock
from core.access import Actor
from core.audit.models import AuditEntry
from core.errors import DomainError


def record(
    actor: Actor, *, function: str, obj: models.Model | None = None, result: str = "ok", detail: dict[str, Any] | None = None, now: datetime | None = None
) -> AuditEntry:
    """Append one row in the caller's transaction. `function` is dotted, "enterprise.approve"; its first part is the module."""
    row = entry(actor, function=function, obj=obj, result=result, detail=detail, now=now)
    row.save(force_insert=True)
    return row


def record_many(rows: Sequence[AuditEntry]) -> None:
    """Append rows made by `entry` in the caller's transaction, in few statements: for commands that do many things at once."""
    AuditEntry.objects.bulk_create(rows)


def entry(
    actor: Actor, *, function: str, obj: models.Model | None = None, result: str = "ok", detail: dict[str, Any] | None = None, now: datetime | None = None
) -> AuditEntry:
    """A row of the log, not yet written."""
    return AuditEntry(
        at=now or clock.now(),
        user_id=actor.user_id,
        user_name=actor.name[:120],
        module=function.split(".", maxsplit=1)[0],
        function=function[:80],
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=str(obj.pk)[:60] if obj is not None and obj.pk is not None else "",
        object_name=str(obj)[:200] if obj is not None else "",
        ip=actor.ip or None,
        request_id=actor.request_id,
        channel=actor.channel,
        result=result,
        detail={**(detail or {}), **({} if actor.speaks_for is None else {"speaks_for": actor.speaks_for})},
    )


def record_refusal(actor: Actor, error: DomainError, *, path: str, method: str) -> None:
    """Append the row of a refused try; its own transaction, after the business one has rolled back.

    Reads (GET) that simply miss are not tries and leave no row; every refused right and every refused write does.
    """
    if method in {"GET", "HEAD", "OPTIONS"} and error.status not in {403}:
        return
    noted = error.audit
    obj = noted.get("object")
    function = noted.get("function") or ".".join(filter(None, (noted.get("resource"), noted.get("verb")))) or "request.refused"
    with transaction.atomic():
        record(actor, function=function, obj=obj, result="refused", detail={"code": error.code, "path": path[:200], "method": method})
