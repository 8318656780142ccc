"""What this slice puts into the portals' menus, and what is stored about a person."""

from core import clock
from core.access import Actor
from core.personal_data import Column, Source, Table, words
from core.portals import PortalItem
from marketplace.engagements.queries import own, substitutes
from marketplace.engagements.states import EngagementState


def _family(actor: Actor) -> int:
    return own.waiting_for_family(actor, clock.now())


def _provider(actor: Actor) -> int:
    return own.waiting_for_provider(actor, clock.now())


ITEMS = [
    PortalItem("my", "住家和长期", "engagements:mine", icon="house", right=("read", "engagement"), order=17, badge=_family),
    PortalItem("enterprise", "住家和长期", "engagements:enterprise-engagements", icon="house", right=("dispatch", "engagement"), order=17, badge=_provider),
    PortalItem("enterprise", "替补", "engagements:substitutes", icon="users", right=("dispatch", "substitute"), order=18, badge=substitutes.count_open),
    PortalItem("worker", "住家和长期", "engagements:worker-engagements", icon="house", right=("check_in", "engagement"), order=17),
]
ROWS = (
    Column("created_at", "提出时间"),
    Column("number", "编号", code=True),
    Column("service", "服务"),
    Column("provider", "服务方"),
    Column("starts_on", "从哪天起"),
    Column("ends_on", "到哪天前"),
    Column("name", "联系人"),
    Column("phone", "手机号"),
    Column("address", "地址"),
    Column("needs", "家里的情况"),
    Column("state", "走到哪一步", words(EngagementState.choices)),
    Column("total_yuan", "价格（元）"),
)
CARE = (Column("day", "哪天"), Column("meals", "吃了什么"), Column("medicine", "用药"), Column("note", "别的"))
SOURCES = [Source("engagements", "住家和长期服务", own.own_data, (Table("住家和长期服务", "engagements", ROWS), Table("写过的照护记录", "care", CARE)))]
