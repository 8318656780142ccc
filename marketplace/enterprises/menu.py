"""What this slice puts into the portals' menus."""

from core.portals import PortalItem

ITEMS = [
    PortalItem("enterprise", "企业首页", "enterprises:home", icon="house", order=10, on_phone=True),
    PortalItem("enterprise", "企业资料", "enterprises:profile", icon="store", right=("update", "enterprise"), order=40, on_phone=True),
]
