"""What this slice puts into menus and the person's own copy of the data."""

from typing import Any

from core.personal_data import Source
from core.portals import PortalItem
from members import queries
from members.models import User

ITEMS = [
    PortalItem("my", "我的", "members:my", icon="house", order=10, on_phone=True),
    PortalItem("my", "个人资料", "members:profile", icon="user-round", order=70, on_phone=True),
    PortalItem("my", "账号与安全", "members:security", icon="shield-check", order=80),
    PortalItem("my", "协议与同意", "members:consents", icon="file-check", order=85),
    PortalItem("my", "我的数据", "members:data", icon="id-card", order=90),
    PortalItem("corner", "我的", "members:my", icon="user-round", order=10),
    PortalItem("corner", "后台", "wagtailadmin_home", icon="settings", right=("enter", "back_office"), order=90),
]


def _own_data(user_id: int) -> dict[str, Any]:
    return queries.own_data(User.objects.get(pk=user_id))


SOURCES = [Source("members", "账号", _own_data)]
