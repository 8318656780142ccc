"""What the board shows a worker of himself, and what is stored about a person."""

from typing import Any

from core import clock
from core.access import Actor, tenants
from core.personal_data import Column, Source, Table
from core.portals import PortalItem, PortalPanel
from dispatch.board import late
from marketplace.enterprises.models import Enterprise
from marketplace.workers.models import Worker


def _late(actor: Actor) -> dict[str, Any]:
    row, now = Worker.objects.filter(user_id=actor.user_id or 0).first(), clock.now()
    if row is None:
        return {"late": [], "count": 0, "punctual": None}
    return {"late": late.of_worker(row.pk)[:3], "count": late.counting(row.pk, now), "punctual": late.punctual(now, worker_id=row.pk)}


def _punctual(actor: Actor) -> dict[str, Any]:
    """The share of the actor's enterprise, where he works for one."""
    row = Enterprise.objects.filter(organisation_id__in=tenants(actor, "booking")).order_by("pk").first()
    return {"punctual": late.punctual(clock.now(), enterprise_id=row.pk) if row else None}


ITEMS = [PortalItem("enterprise", "排班台", "board:enterprise-board", icon="calendar", right=("dispatch", "booking"), order=16)]
PANELS = [
    PortalPanel("worker", "late", "board/panels/late.html", _late, right=("read", "late_arrival"), order=60),
    PortalPanel("enterprise", "punctual", "board/panels/punctual.html", _punctual, right=("accept", "booking"), order=60),
]
COLUMNS = (Column("at", "时间"), Column("number", "订单号", code=True), Column("minutes", "晚了几分钟"), Column("reason", "为什么注销"))
SOURCES = [Source("board", "迟到记录", late.own_data, (Table("记下的迟到", "", COLUMNS),))]
