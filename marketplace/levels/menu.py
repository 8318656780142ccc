"""What this slice puts into the portals' menus, and what is stored about a person."""

from core.personal_data import Column, Source, Table, words
from core.portals import PortalItem
from marketplace.levels import queries
from marketplace.levels.models import LevelGrant

ITEMS = [PortalItem("my", "会员等级", "levels:mine", icon="star", order=60)]
COLUMNS = (
    Column("level", "等级"),
    Column("starts_on", "从哪天起"),
    Column("ends_on", "到哪天止"),
    Column("source", "怎么来的", words(LevelGrant.SOURCES)),
    Column("reason", "原因"),
    Column("withdrawn_at", "撤回时间"),
    Column("withdrawn_reason", "撤回原因"),
)
SOURCES = [Source("levels", "会员等级", queries.own_data, (Table("会员等级", "", COLUMNS),))]
