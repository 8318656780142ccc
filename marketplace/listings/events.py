"""What happens to listings."""

from core.outbox import Event

LISTING_PUBLISHED = Event("listing.published", ids=("listing_id",))
# Something that the public sees of it, or whether the public sees it, has changed.
LISTING_CHANGED = Event("listing.changed", ids=("listing_id",))
LISTING_CLOSED = Event("listing.closed", ids=("listing_id",))
LISTING_ENQUIRED = Event("listing.enquired", ids=("listing_id", "enquiry_id", "message_id"))
