"""What the board shows a worker of himself, and what is stored about a person."""

from typing import Any

from core import clock
from core.access import Actor
from core.personal_data import Column, Source, Table
from core.portals import PortalPanel
from dispatch.board import late
from marketplace.workers.models import Worker


def _late(actor: Actor) -> dict[str, Any]:
    row = Worker.objects.filter(user_id=actor.user_id or 0).first()
    return {"late": late.of_worker(row.pk)[:3] if row else [], "count": late.counting(row.pk, clock.now()) if row else 0}


PANELS = [PortalPanel("worker", "late", "board/panels/late.html", _late, right=("read", "late_arrival"), order=60)]
COLUMNS = (Column("at", "时间"), Column("number", "订单号", code=True), Column("minutes", "晚了几分钟"), Column("reason", "为什么注销"))
SOURCES = [Source("board", "迟到记录", late.own_data, (Table("记下的迟到", "", COLUMNS),))]
