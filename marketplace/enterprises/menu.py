"""What this slice puts into the portals' menus."""

from core.personal_data import Source
from core.portals import PortalItem
from marketplace.enterprises import queries

ITEMS = [
    PortalItem("enterprise", "企业首页", "enterprises:home", icon="house", order=10, on_phone=True),
    PortalItem("enterprise", "消息", "notifications:inbox", icon="bell", right=("read", "notification"), order=35),
    PortalItem("corner", "企业中心", "enterprises:home", icon="store", right=("create", "storefront"), order=40),
    PortalItem("enterprise", "企业资料", "enterprises:profile", icon="store", right=("update", "enterprise"), order=40, on_phone=True),
]
SOURCE = Source("enterprises", "加盟申请", queries.own_data)
