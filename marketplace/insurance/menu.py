"""What this slice puts into the portals' menus."""

from core.portals import PortalItem

ITEMS = [PortalItem("enterprise", "保险", "insurance:mine", icon="shield-check", right=("create", "insurance_policy"), order=32)]
