"""The slice's staff screens."""

from marketplace.catalog.admin.basics import SCREENS, bring_in, take_out
from marketplace.catalog.admin.catalogue import CategoryViewSet, ServiceTypeViewSet
from marketplace.catalog.admin.landings import LandingViewSet

__all__ = ["SCREENS", "CategoryViewSet", "LandingViewSet", "ServiceTypeViewSet", "bring_in", "take_out"]
