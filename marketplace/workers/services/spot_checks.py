"""Spot checks: written down, told to who is concerned, closed when what was wrong is put right (WRK-07)."""

from datetime import datetime

from django.db import transaction

from core.access import SYSTEM_ROLE, Actor, require
from core.audit.services import record
from core.errors import Conflict, Invalid
from core.outbox import publish
from marketplace.workers.errors import NotYourOwnFile
from marketplace.workers.events import SPOT_CHECKED
from marketplace.workers.models import SpotCheck, Worker
from marketplace.workers.services.filing import locked
from marketplace.workers.services.telling import tell

LIMITS = {"finding": (4, 500), "remedy": (0, 300)}


class RemediedAlready(Conflict):
    """Somebody has closed it."""

    code = "remedied_already"
    message = "这一次已经记过改好了。"


def note_check(worker: Worker, *, way: str, passed: bool, finding: str, remedy: str = "", actor: Actor, now: datetime) -> SpotCheck:
    """Write down what a spot check found; who did not pass is told what to do. Row lock of the worker. Raises Forbidden, NotYourOwnFile, Invalid."""
    require(actor, "create", SpotCheck)
    row = SpotCheck(worker=worker, checker_id=actor.user_id, at=now, way=way, passed=passed, finding=finding.strip(), remedy=remedy.strip())
    problems = {name: [f"{least} 到 {most} 个字。"] for name, (least, most) in LIMITS.items() if not least <= len(getattr(row, name)) <= most}
    if way not in dict(SpotCheck.WAYS):
        problems["way"] = ["选一种查法。"]
    if not passed and not row.remedy:
        problems["remedy"] = ["不合格要写清改什么。"]
    if problems:
        raise Invalid(fields=problems)
    with transaction.atomic():
        row.worker = locked(worker)
        if row.access_scopes(actor) & {"o", "t"} and SYSTEM_ROLE not in actor.roles:
            raise NotYourOwnFile(audit={"function": "spot_check.note", "object": worker})
        row.enterprise = row.worker.enterprise
        row.save()
        record(actor, function="spot_check.note", obj=row, detail={"worker": worker.pk, "passed": passed}, now=now)
        publish(SPOT_CHECKED, key=f"worker:{row.worker_id}", check_id=row.pk, worker_id=row.worker_id)
        body = row.finding if passed else f"{row.finding} 要改：{row.remedy}"
        tell(row.worker, title=f"抽查{'合格' if passed else '没有过'}", body=body, now=now)
    return row


def close_check(check: SpotCheck, *, actor: Actor, now: datetime) -> SpotCheck:
    """What was wrong is put right. Row lock. Raises NotFound, Forbidden, RemediedAlready."""
    require(actor, "update", check)
    with transaction.atomic():
        row = SpotCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
        if row.passed or row.remedied_at is not None:
            raise RemediedAlready
        row.remedied_at = now
        row.save(update_fields=["remedied_at"])
        record(actor, function="spot_check.close", obj=row, detail={"worker": row.worker_id}, now=now)
        publish(SPOT_CHECKED, key=f"worker:{row.worker_id}", check_id=row.pk, worker_id=row.worker_id)
    return row
