"""What this slice puts into the portals' menus, and what is stored about a person."""

from typing import Any

from core.personal_data import Column, Source, Table
from core.portals import PortalItem
from marketplace.credit.models import Record, Standing
from marketplace.credit.states import Kind
from marketplace.workers.models import Worker

ITEMS = [
    PortalItem("enterprise", "信用", "credit:enterprise", icon="shield-check", right=("read", "credit_score"), order=18),
    PortalItem("worker", "信用", "credit:worker", icon="shield-check", right=("read", "credit_score"), order=46),
]


def own_data(user_id: int) -> dict[str, Any]:
    """What is stored about a person here. Two queries."""
    own = {"kind": Kind.WORKER, "number__in": Worker.objects.filter(user_id=user_id).values("pk")}
    return {
        "standing": list(Standing.objects.filter(**own).values("counted_at", "score", "grade", "facts")),
        "history": list(Record.objects.filter(**own).order_by("pk").values("at", "month", "score", "grade", "facts")),
    }


NOW = (Column("counted_at", "算的时间"), Column("score", "信用分"), Column("grade", "等级"), Column("facts", "几条记录"))
THEN = (Column("at", "时间"), Column("month", "考核的月份"), Column("score", "信用分"), Column("grade", "等级"), Column("facts", "几条记录"))
SOURCES = [Source("credit", "信用", own_data, (Table("现在的信用", "standing", NOW), Table("从前的信用", "history", THEN)))]
