"""What this slice puts into the portals' menus."""

from core.portals import PortalItem

ITEMS = [PortalItem("enterprise", "培训课程", "training:courses", icon="calendar-days", right=("create", "course"), order=25)]
