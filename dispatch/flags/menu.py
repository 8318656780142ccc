"""What this slice puts into the portals' menus, and what is stored about a person."""

from core.personal_data import Column, Source, Table, words
from core.portals import PortalItem
from dispatch.flags.queries import KINDS, own_data
from dispatch.flags.states import FlagState, Reason

ITEMS = [PortalItem("my", "我的举报", "flags:mine", icon="triangle-alert", right=("read", "flag"), order=67)]
COLUMNS = (
    Column("created_at", "时间"),
    Column("kind", "种类", words(KINDS)),
    Column("title", "举报的是什么"),
    Column("reason", "原因", words(Reason.choices)),
    Column("text", "说明"),
    Column("state", "办到哪一步", words(FlagState.choices)),
    Column("answer", "答复"),
)
SOURCES = [Source("flags", "举报", own_data, (Table("举报过的", "", COLUMNS),))]
