"""What people see of their own listings and conversations."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from core import cities
from core.access import ALL, Actor, can, scopes, tenants
from core.api import newest_first
from core.cities import is_here
from core.errors import NotFound
from core.models import StateHistory
from core.states import history_of
from marketplace.listings.models import Enquiry, EnquiryMessage, FormerPrice, Listing, ListingPhoto
from marketplace.listings.states import EnquiryState, ListingState, Side

PAGE_SIZE = 20
BIGGEST = 2**63 - 1


def listing_or_404(number: int, *, actor: Actor, verb: str = "read") -> Listing:
    """A row with its names. Raises NotFound for what is not there and for what the actor may not see. One query."""
    row = Listing.objects.with_names().filter(pk=number).first() if number <= BIGGEST else None
    if row is None or not can(actor, verb, row):
        raise NotFound
    return row


def public_listing(number: int, *, now: datetime) -> Listing:
    """A listing that visitors may see at this moment. Raises NotFound, Elsewhere when it is another city's. One query."""
    row = Listing.objects.with_names().public(now).filter(pk=number).first() if number <= BIGGEST else None
    if row is None:
        cities.lead_home(lambda: Listing.objects.public(now).filter(pk=min(number, BIGGEST)).values_list("district__code", flat=True))
        raise NotFound
    return row


def public_listings(numbers: Sequence[int], *, now: datetime) -> list[Listing]:
    """Of these the offers that visitors may see at this moment, in the given order. One query."""
    wanted = {number: place for place, number in enumerate(numbers) if 0 < number <= BIGGEST}
    found = Listing.objects.with_names().public(now).filter(pk__in=wanted, side=Side.OFFER)
    return sorted(found, key=lambda row: wanted[row.pk])


def readable_listing(number: int, *, actor: Actor, now: datetime) -> Listing:
    """A listing that is public at this moment, or that the actor may see for another reason. Raises NotFound. One query."""
    row = Listing.objects.with_names().filter(pk=number).first() if number <= BIGGEST else None
    if row is None or not ((row.is_public(now) and is_here(row.district)) or _sees_hidden(row, actor)):
        raise NotFound
    return row


def _sees_hidden(row: Listing, actor: Actor) -> bool:
    """Whether the actor reads it although it is not public: his own, his organisation's, or as staff."""
    allowed = scopes(actor, "read", Listing.access_resource)
    return ALL in allowed or bool((allowed & row.access_scopes(actor)) - {"p"})


def own_listing(number: int, *, actor: Actor, portal: str) -> Listing:
    """A listing of the member ("my") or of the actor's enterprises ("enterprise"). Raises NotFound. One query."""
    row = mine(actor, portal).with_names().filter(pk=min(number, BIGGEST)).first()
    if row is None:
        raise NotFound
    return row


def mine(actor: Actor, portal: str) -> Any:
    """The listings that belong to a portal."""
    if portal == "enterprise":
        return Listing.objects.of_organisations(tenants(actor, Listing.access_resource))
    return Listing.objects.of_member(actor.user_id) if actor.user_id is not None else Listing.objects.none()


def own_page(actor: Actor, portal: str, *, before: int | None = None, size: int = PAGE_SIZE) -> list[Listing]:
    """One's own listings in every state, newest first, one more than `size` when there are more. One query."""
    asked = Enquiry.objects.filter(listing=OuterRef("pk")).exclude(state=EnquiryState.HIDDEN).order_by().values("listing")
    found = mine(actor, portal).with_names().annotate(enquiry_count=Subquery(asked.annotate(number=Count("pk")).values("number")))
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(found.order_by("-pk")[: size + 1])


def drafts(actor: Actor, portal: str, *, size: int = 5) -> list[Listing]:
    """What was begun and is not handed in, the newest first. One query."""
    return list(mine(actor, portal).filter(state=ListingState.DRAFT).with_names().order_by("-changed_at", "-pk")[:size])


def place_of_photo(photo: ListingPhoto) -> int:
    """Where a photo stands among those of its listing, from 0. One query."""
    return list(photo.listing.photos.order_by("position", "pk").values_list("pk", flat=True)).index(photo.pk)


def _all_own(actor: Actor) -> Any:
    of_tenants = Q(enterprise__organisation_id__in=tenants(actor, Listing.access_resource))
    return Listing.objects.filter(Q(author_id=actor.user_id, enterprise=None) | of_tenants)


def count_own(actor: Actor) -> int:
    """How many listings are one's own or one's enterprises'."""
    return _all_own(actor).count()


def all_own(actor: Actor, *, cursor: str = "", size: int = PAGE_SIZE) -> tuple[list[Listing], str | None]:
    """One's own listings and one's enterprises', newest first, and the cursor of what follows. Raises Invalid. One query."""
    return newest_first(_all_own(actor).with_names(), cursor=cursor, size=size)


def all_enquiries(actor: Actor) -> QuerySet[Enquiry]:
    """Every conversation that one takes part in, as a member or for an enterprise."""
    found = Enquiry.objects.filter(
        Q(asker_id=actor.user_id)
        | Q(listing__author_id=actor.user_id, listing__enterprise=None)
        | Q(listing__enterprise__organisation_id__in=tenants(actor, Enquiry.access_resource))
    )
    return found.exclude(state=EnquiryState.HIDDEN)


def enquiries_of(actor: Actor, portal: str) -> QuerySet[Enquiry]:
    """The conversations of a portal: "my" one asked or was asked as a member, "enterprise" one's enterprises were asked."""
    found = (
        Enquiry.objects.filter(listing__enterprise__organisation_id__in=tenants(actor, Enquiry.access_resource))
        if portal == "enterprise"
        else Enquiry.objects.filter(Q(asker_id=actor.user_id) | Q(listing__author_id=actor.user_id, listing__enterprise=None))
    )
    return found.exclude(state=EnquiryState.HIDDEN) if actor.is_authenticated else Enquiry.objects.none()


def with_last_message(found: QuerySet[Enquiry]) -> QuerySet[Enquiry]:
    """With names and the last message in the same query."""
    last = EnquiryMessage.objects.filter(enquiry=OuterRef("pk")).order_by("-pk")
    return found.select_related("listing__enterprise", "listing__author", "listing__category", "asker").annotate(
        last_text=Subquery(last.values("text")[:1]), last_from_asker=Subquery(last.values("from_asker")[:1])
    )


def enquiry_page(found: QuerySet[Enquiry], *, before: tuple[datetime, int] | None = None, size: int = PAGE_SIZE) -> list[Enquiry]:
    """Conversations, the latest first, one more than `size` when there are more. One query."""
    if before is not None:
        found = found.filter(Q(last_at__lt=before[0]) | Q(last_at=before[0], pk__lt=before[1]))
    return list(with_last_message(found).order_by("-last_at", "-pk")[: size + 1])


def enquiry_or_404(number: int, *, actor: Actor) -> Enquiry:
    """A conversation with its listing. Raises NotFound for missing and foreign ones alike. One query."""
    rows = Enquiry.objects.select_related("listing__enterprise", "listing__author", "listing__category", "asker")
    row = rows.filter(pk=number).first() if number <= BIGGEST else None
    if row is None or not can(actor, "read", row) or (row.state == EnquiryState.HIDDEN and not can(actor, "hide", row)):
        raise NotFound
    return row


def messages_of(enquiry: Enquiry) -> QuerySet[EnquiryMessage]:
    """What was said, oldest first. One query."""
    return enquiry.messages.order_by("pk")


def last_note(listing: Listing) -> StateHistory | None:
    """The last step that came with a reason."""
    return history_of(listing).exclude(note="").order_by("-pk").first()


def own_data(user_id: int) -> dict[str, Any]:
    """What is stored about a person in this slice, for the download (个人信息保护法 45)."""
    listings = Listing.objects.filter(author_id=user_id).order_by("pk").values("title", "side", "state", "place", "created_at", "published_at")
    messages = EnquiryMessage.objects.filter(author_id=user_id).order_by("pk").values("enquiry__listing__title", "text", "at")
    return {"listings": list(listings), "messages": list(messages)}


def former_prices(listing_id: int) -> list[FormerPrice]:
    """What an offer cost before, the latest first (PRI-08). One query."""
    return list(FormerPrice.objects.filter(listing_id=listing_id).select_related("unit").order_by("-until", "-pk")[:50])


def price_at(listing: Listing, moment: datetime) -> tuple[int | None, int | None]:
    """What an offer cost at a moment: fen and the id of the unit. One query."""
    row = FormerPrice.objects.filter(listing=listing, until__gt=moment).order_by("until", "pk").first()
    return (listing.price_fen, listing.unit_id) if row is None else (row.price_fen, row.unit_id)
