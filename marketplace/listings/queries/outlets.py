"""Which offers an outlet provides, and who may therefore come for one."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from core.access import Actor, require, tenants
from core.errors import NotFound
from marketplace.enterprises.models import Outlet
from marketplace.listings.models import Listing, OutletOffer
from marketplace.listings.states import ListingState, Side

BIGGEST = 2**63 - 1
KEPT = (ListingState.PUBLISHED, ListingState.PAUSED)


def own_outlet(number: int, *, actor: Actor) -> Outlet:
    """An outlet of the actor's organisations that he may change. Raises NotFound, Forbidden. One query."""
    rows = Outlet.objects.filter(organisation_id__in=tenants(actor, Outlet.access_resource)).select_related("enterprise__district", "organisation", "district")
    row = rows.filter(pk=min(number, BIGGEST)).first()
    if row is None:
        raise NotFound
    require(actor, "update", row)
    return row


def offers_of(outlet: Outlet) -> list[Listing]:
    """What the enterprise offers, published or resting, by title. One query."""
    rows = Listing.objects.filter(enterprise_id=outlet.enterprise_id, side=Side.OFFER, state__in=KEPT)
    return list(rows.select_related("unit", "service_type").order_by("title", "pk"))


def may_do(listing_id: int) -> Q:
    """Of workers: his outlet provides this offer, or has not chosen any, or he belongs to no outlet."""
    chosen = OutletOffer.objects.filter(outlet_id=OuterRef("outlet_id"))
    return Q(outlet=None) | ~Exists(chosen) | Exists(chosen.filter(listing_id=listing_id))


def chosen_by(outlets: Iterable[int]) -> dict[int, set[int]]:
    """What each of these outlets has chosen; one that is missing provides everything. One query, none without outlets."""
    found: dict[int, set[int]] = {}
    numbers = set(outlets)
    for outlet, listing in OutletOffer.objects.filter(outlet_id__in=numbers).values_list("outlet_id", "listing_id") if numbers else ():
        found.setdefault(outlet, set()).add(listing)
    return found
