"""What the search puts into the portals' menus, and what is stored about a person."""

from typing import Any

from core.personal_data import Column, Source, Table
from core.portals import PortalItem
from search.models import SavedSearch


def own_data(user_id: int) -> list[dict[str, Any]]:
    """What is stored about a person here."""
    rows = SavedSearch.objects.filter(user_id=user_id).order_by("-created_at", "-pk")
    return [dict(row) for row in rows.values("created_at", "name", "query", "alert")]


ITEMS = [PortalItem("my", "保存的搜索", "search:saved", icon="search", right=("read", "saved_search"), order=55)]
COLUMNS = (Column("created_at", "什么时候保存的"), Column("name", "叫什么"), Column("query", "条件", code=True), Column("alert", "有新的告诉我"))
SOURCES = [Source("saved_searches", "保存的搜索", own_data, (Table("保存的", "", COLUMNS),))]
