"""What this slice puts into the portals' menus, and what is stored about a person."""

from cms.articles.queries import own_data
from core.personal_data import Column, Source, Table
from core.portals import PortalItem

ITEMS = [PortalItem("my", "我的收藏", "articles:saved", icon="bookmark", right=("read", "saved_lesson"), order=50)]
SOURCES = [Source("articles", "收藏", own_data, (Table("收藏的课", "", (Column("saved_at", "什么时候收藏的"), Column("title", "课"))),))]
