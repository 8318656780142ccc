"""A worker as others name him: to be saved, reported, and taken off the public side by staff (`core.subjects`)."""

from collections.abc import Sequence
from datetime import datetime

from core.access import Actor
from core.subjects import Removal, Subject
from marketplace.workers import services
from marketplace.workers.models import Worker


def of_workers(numbers: Sequence[int], now: datetime) -> list[Subject]:
    """Workers whom the public may see. One query."""
    rows = Worker.objects.public().with_names().filter(pk__in=numbers)
    return [
        Subject("worker", row.pk, "服务人员", row.called, row.get_absolute_url(), row.enterprise.shown_name if row.enterprise else row.called) for row in rows
    ]


def take_down(number: int, *, actor: Actor, now: datetime, note: str) -> None:
    """One call of the slice's own verb."""
    services.suspend(Worker.objects.with_names().get(pk=number), actor=actor, now=now, note=note)


REMOVAL = Removal("暂停这个人接单", ("suspend", "worker"), take_down)
