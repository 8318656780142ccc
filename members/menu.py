"""What this slice puts into menus and the person's own copy of the data."""

from typing import Any

from core.models import District
from core.personal_data import CHANNELS, Column, Source, Table, plain, words
from core.portals import PortalItem
from members import queries
from members.models import ConsentDocument, User

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


def _district(code: str) -> str:
    return District.objects.filter(code=code).values_list("name", flat=True).first() or plain(code)


ACCOUNT = (
    Column("display_name", "称呼"),
    Column("username", "登录名", code=True),
    Column("phone", "手机号"),
    Column("district_code", "所在区", _district),
    Column("registered_at", "注册时间"),
    Column("last_login_at", "上次登录"),
)
DUTIES = (
    Column("organisation", "单位"),
    Column("role", "角色"),
    Column("since", "从什么时候"),
    Column("until", "到什么时候", lambda at: plain(at) if at else "现在"),
)
CONSENTS = (
    Column("at", "时间"),
    Column("kind", "文本", words(ConsentDocument.Kind.choices)),
    Column("version", "版本", code=True),
    Column("given", "做了什么", words({True: "同意", False: "撤回"})),
    Column("channel", "从哪里", CHANNELS),
)
TABLES = (
    Table("账号", "account", ACCOUNT),
    Table("家庭", "households", (Column("name", "名称"), Column("head", "是不是户主"))),
    Table("在哪里任职", "duties", DUTIES),
    Table("同意记录", "consents", CONSENTS),
)
SOURCES = [Source("members", "账号", _own_data, TABLES)]
