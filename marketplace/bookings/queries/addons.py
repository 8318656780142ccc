"""What is sold with an offer, as its provider sees it."""

from django.db.models import Prefetch

from core.access import Actor, require, tenants
from core.errors import NotFound
from marketplace.bookings.charging import BOOKABLE
from marketplace.bookings.models import AddOn
from marketplace.listings.models import Listing
from marketplace.listings.states import Side

MOST = 200


def offers_of(actor: Actor) -> list[Listing]:
    """The offers of the actor's enterprises that can be booked, each with what is sold beside it (`sold`). Two queries."""
    active = AddOn.objects.filter(active=True).order_by("pk")
    return list(_mine(actor).prefetch_related(Prefetch("addons", queryset=active, to_attr="sold")).order_by("-pk")[:MOST])


def _mine(actor: Actor):  # type: ignore[no-untyped-def]
    places = tenants(actor, AddOn.access_resource, "create")
    rows = Listing.objects.with_names().filter(enterprise__organisation_id__in=places, side=Side.OFFER)
    return rows.filter(service_type__isnull=False, unit__code__in=BOOKABLE)


def offer_of(number: int, *, actor: Actor) -> Listing:
    """One of these offers. Raises NotFound, Forbidden."""
    found = _mine(actor).filter(pk=number).first()
    if found is None:
        raise NotFound
    require(actor, "create", AddOn(listing=found))
    return found


def addons_on(listing: Listing) -> list[AddOn]:
    """What is sold with it. One query."""
    return list(AddOn.objects.filter(listing=listing, active=True).order_by("pk"))


def addon_of(number: int, addon: int, *, actor: Actor) -> AddOn:
    """Something that is sold with one of these offers. Raises NotFound."""
    listing = offer_of(number, actor=actor)
    found = AddOn.objects.filter(listing=listing, pk=addon, active=True).first()
    if found is None:
        raise NotFound
    found.listing = listing
    return found
