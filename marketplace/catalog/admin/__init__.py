"""The slice's staff screens."""

from marketplace.catalog.admin.basics import SCREENS, bring_in, take_out
from marketplace.catalog.admin.catalogue import CategoryViewSet, ServiceTypeViewSet

__all__ = ["SCREENS", "CategoryViewSet", "ServiceTypeViewSet", "bring_in", "take_out"]
