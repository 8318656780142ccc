"""The verbs of listings and enquiries."""

from marketplace.listings.services.batch import Posted, post_many
from marketplace.listings.services.enquiring import close_enquiry, enquire, hide_enquiry, reply, restore_enquiry
from marketplace.listings.services.importing import ImportedListing, import_listings
from marketplace.listings.services.lifecycle import close, expire_due, pause, renew, resume, withdraw
from marketplace.listings.services.moderating import Approved, approve, approve_many, hide, restore, return_listing
from marketplace.listings.services.outlets import set_outlet_offers
from marketplace.listings.services.photos import add_photo, change_photo, remove_photo
from marketplace.listings.services.posting import edit_listing, post_listing, start_draft, submit

__all__ = [
    "Approved",
    "ImportedListing",
    "Posted",
    "add_photo",
    "approve",
    "approve_many",
    "change_photo",
    "close",
    "close_enquiry",
    "edit_listing",
    "enquire",
    "expire_due",
    "hide",
    "hide_enquiry",
    "import_listings",
    "pause",
    "post_listing",
    "post_many",
    "remove_photo",
    "renew",
    "reply",
    "restore",
    "restore_enquiry",
    "resume",
    "return_listing",
    "set_outlet_offers",
    "start_draft",
    "submit",
    "withdraw",
]
