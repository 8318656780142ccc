"""What waits for staff."""

from django.db.models import QuerySet

from core.access import Actor
from marketplace.listings.models import Listing
from marketplace.listings.states import ListingState


def queue(actor: Actor) -> QuerySet[Listing]:
    """Listings that wait for approval, the longest waiting first."""
    return Listing.objects.visible_to(actor, "approve").with_names().filter(state=ListingState.PENDING).order_by("changed_at", "pk")


def waiting_count() -> int:
    """How many listings wait."""
    return Listing.objects.filter(state=ListingState.PENDING).count()
