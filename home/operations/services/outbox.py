"""What staff may do to the platform itself."""

from datetime import datetime

from django.db import transaction

from core.access import Actor, require
from core.audit.services import record
from core.errors import Invalid
from core.outbox import queries as outbox

OUTBOX = "outbox"


def retry_tasks(*, actor: Actor, task_ids: list[int], now: datetime) -> int:
    """Put stopped outbox tasks back to pending; returns how many. Raises Invalid when none was chosen."""
    require(actor, "retry", OUTBOX)
    if not task_ids:
        raise Invalid("请先勾选要重试的任务。")
    with transaction.atomic():
        count = outbox.retry_dead(task_ids)
        record(actor, function="outbox.retry", detail={"tasks": task_ids[:100], "count": count}, now=now)
    return count
