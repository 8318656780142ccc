"""What this slice puts into the portals' menus, and what is stored about a person."""

from core import clock
from core.access import Actor
from core.personal_data import Column, Source, Table, words
from core.portals import PortalItem
from marketplace.series.queries import own
from marketplace.series.states import SeriesState


def _family(actor: Actor) -> int:
    return own.waiting_for_family(actor, clock.now())


ITEMS = [
    PortalItem("my", "定期服务", "series:mine", icon="repeat-2", right=("read", "series"), order=18, badge=_family),
    PortalItem("my", "套餐", "series:passes", icon="package", right=("read", "package_pass"), order=19),
    PortalItem("enterprise", "定期客户", "series:enterprise-series", icon="repeat-2", right=("read", "series"), order=19),
    PortalItem("enterprise", "包月", "series:enterprise-monthly", icon="calendar-days", right=("create", "monthly_price"), order=24),
    PortalItem("worker", "包月", "series:worker-monthly", icon="calendar-days", right=("create", "monthly_price"), order=55),
    PortalItem("enterprise", "套餐", "series:enterprise-packages", icon="package", right=("create", "package"), order=25),
]
SERIES = (
    Column("created_at", "提出时间"),
    Column("number", "编号", code=True),
    Column("service", "服务"),
    Column("provider", "服务方"),
    Column("first_on", "从哪天起"),
    Column("name", "联系人"),
    Column("phone", "手机号"),
    Column("address", "地址"),
    Column("needs", "家里的情况"),
    Column("state", "走到哪一步", words(SeriesState.choices)),
    Column("total_yuan", "价格（元）"),
)
PASSES = (
    Column("taken_at", "什么时候拿的"),
    Column("number", "卡号", code=True),
    Column("title", "名称"),
    Column("provider", "哪家的"),
    Column("ends_at", "用到"),
    Column("left", "还剩（次，或者分钟）"),
)
SOURCES = [Source("series", "定期服务和套餐", own.own_data, (Table("定期服务", "series", SERIES), Table("套餐", "passes", PASSES)))]
