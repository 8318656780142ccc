"""What this slice puts into the portals' menus, and what is stored about a person."""

from cms.bulletins import queries
from cms.bulletins.states import BulletinKind, BulletinState
from core.personal_data import Column, Source, Table, words
from core.portals import PortalItem

ITEMS = [
    PortalItem("my", "我的公告", "bulletins:mine", icon="message-square-text", right=("create", "bulletin"), order=42),
    PortalItem("enterprise", "公告", "bulletins:mine", icon="message-square-text", right=("create", "bulletin"), order=35),
]
WRITTEN = (
    Column("created_at", "写下时间"),
    Column("title", "标题"),
    Column("text", "内容"),
    Column("kind", "种类", words(BulletinKind.choices)),
    Column("state", "状态", words(BulletinState.choices)),
    Column("published_at", "发布时间"),
    Column("expires_at", "有效期到"),
)
SOURCES = [Source("bulletins", "便民公告", queries.own_data, (Table("写过的公告", "", WRITTEN),))]
