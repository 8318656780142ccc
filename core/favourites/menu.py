"""What this slice puts into the portals' menus, and what is stored about a person."""

from core.favourites.queries import KINDS, own_data
from core.personal_data import Column, Source, Table, words
from core.portals import PortalItem

ITEMS = [PortalItem("my", "我的收藏", "favourites:list", icon="bookmark", right=("read", "favourite"), order=50)]
COLUMNS = (Column("saved_at", "什么时候收藏的"), Column("kind", "种类", words(KINDS)), Column("title", "什么"))
SOURCES = [Source("favourites", "收藏", own_data, (Table("收藏的", "", COLUMNS),))]
