"""What this slice puts into the enterprise portal's menu."""

from core.portals import PortalItem

ITEMS = [
    PortalItem("enterprise", "店铺页面", "storefronts:edit", icon="list", right=("update", "storefront"), order=22, on_phone=False),
    PortalItem("enterprise", "宣传单", "storefronts:flyers", icon="megaphone", right=("create", "storefront"), order=24),
]
