"""The verbs of storefronts and flyers."""

from cms.storefronts.services.editing import add_item, add_section, change_item, change_section, move_section, remove_item, remove_section, restore_version
from cms.storefronts.services.flyers import count_scan, default_flyer, make_flyer
from cms.storefronts.services.making import arrange, ensure_index, ensure_missing, ensure_storefront
from cms.storefronts.services.reviewing import approve, cancel_schedule, go_live_due, hide, return_storefront, submit_storefront, withdraw_storefront

__all__ = [
    "add_item",
    "add_section",
    "approve",
    "arrange",
    "cancel_schedule",
    "change_item",
    "change_section",
    "count_scan",
    "default_flyer",
    "ensure_index",
    "ensure_missing",
    "ensure_storefront",
    "go_live_due",
    "hide",
    "make_flyer",
    "move_section",
    "remove_item",
    "remove_section",
    "restore_version",
    "return_storefront",
    "submit_storefront",
    "withdraw_storefront",
]
