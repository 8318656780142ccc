"""The verbs of the catalogue."""

from marketplace.catalog.services.categories import add_category, change_category, deactivate_category, delete_category
from marketplace.catalog.services.merging import merge_category, merge_service_type
from marketplace.catalog.services.ordering import shift_category, shift_service_type
from marketplace.catalog.services.service_types import add_service_type, change_service_type, deactivate_service_type

__all__ = [
    "add_category",
    "add_service_type",
    "change_category",
    "change_service_type",
    "deactivate_category",
    "deactivate_service_type",
    "delete_category",
    "merge_category",
    "merge_service_type",
    "shift_category",
    "shift_service_type",
]
