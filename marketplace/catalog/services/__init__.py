"""The verbs of the catalogue."""

from marketplace.catalog.services.basics import add_basic, change_basic, delete_basic
from marketplace.catalog.services.categories import add_category, change_category, deactivate_category, delete_category
from marketplace.catalog.services.landings import add_landing, change_landing, remove_landing
from marketplace.catalog.services.merging import merge_category, merge_service_type
from marketplace.catalog.services.ordering import shift_category, shift_service_type
from marketplace.catalog.services.service_types import add_service_type, change_service_type, deactivate_service_type
from marketplace.catalog.services.sheets import Done, bring_in, take_out

__all__ = [
    "Done",
    "add_basic",
    "add_category",
    "add_landing",
    "add_service_type",
    "bring_in",
    "change_basic",
    "change_category",
    "change_landing",
    "change_service_type",
    "deactivate_category",
    "deactivate_service_type",
    "delete_basic",
    "delete_category",
    "merge_category",
    "merge_service_type",
    "remove_landing",
    "shift_category",
    "shift_service_type",
    "take_out",
]
