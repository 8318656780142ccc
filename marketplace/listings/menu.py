"""What this slice puts into the portals' menus."""

from core.portals import PortalItem

ITEMS = [
    PortalItem("my", "我发的信息", "listings:mine", icon="clipboard-list", right=("create", "listing"), order=30, on_phone=True),
    PortalItem("my", "留言咨询", "listings:enquiries", icon="message-circle", right=("read", "enquiry"), order=40, on_phone=True),
    PortalItem("corner", "我发的信息", "listings:mine", icon="clipboard-list", right=("create", "listing"), order=30),
    PortalItem("enterprise", "服务和需求", "listings:enterprise-list", icon="clipboard-list", right=("create", "listing"), order=20, on_phone=True),
    PortalItem("enterprise", "留言咨询", "listings:enterprise-enquiries", icon="message-circle", right=("read", "enquiry"), order=30, on_phone=True),
]
