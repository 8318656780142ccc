"""What this slice puts into the portals' menus."""

from core.personal_data import Column, Source, Table, words
from core.portals import PortalItem
from marketplace.enterprises import queries
from marketplace.enterprises.states import EnterpriseState

ITEMS = [
    PortalItem("enterprise", "企业首页", "enterprises:home", icon="house", order=10, on_phone=True),
    PortalItem("enterprise", "消息", "notifications:inbox", icon="bell", right=("read", "notification"), order=35),
    PortalItem("corner", "企业中心", "enterprises:home", icon="store", right=("create", "storefront"), order=40),
    PortalItem("enterprise", "企业资料", "enterprises:profile", icon="store", right=("update", "enterprise"), order=40, on_phone=True),
    PortalItem("enterprise", "门店", "enterprises:own-outlets", icon="map-pin", right=("update", "outlet"), order=42),
    PortalItem("enterprise", "合作协议", "enterprises:agreements", icon="file-check", right=("read", "agreement"), order=44),
]
APPLICATION = (
    Column("legal_name", "企业全称"),
    Column("licence_no", "统一社会信用代码", code=True),
    Column("contact_name", "联系人"),
    Column("phone", "联系电话"),
    Column("address", "地址"),
    Column("state", "走到哪一步", words(EnterpriseState.choices)),
    Column("applied_at", "申请时间"),
)
SOURCE = Source("enterprises", "加盟申请", queries.own_data, (Table("加盟申请", "", APPLICATION),))
