"""What this slice puts into the portals' menus, and what is stored about a person."""

from core.personal_data import Column, Source, Table, words
from core.portals import PortalItem
from marketplace.realname.queries import own_data
from marketplace.realname.states import NameState

ITEMS = [PortalItem("my", "实名认证", "realname:mine", icon="id-card", right=("read", "real_name"), order=82)]
COLUMNS = (
    Column("state", "状态", words(NameState.choices)),
    Column("name", "姓名"),
    Column("number", "身份证号", code=True),
    Column("submitted_at", "交上来的时间"),
    Column("decided_at", "核对时间"),
)
SOURCES = [Source("realname", "实名认证", own_data, (Table("实名认证", "", COLUMNS),))]
