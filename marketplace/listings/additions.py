"""What stands of listings on pages below."""

from typing import Any

from core.additions import Addition
from marketplace.enterprises.models import Enterprise
from marketplace.listings.models import Listing
from marketplace.listings.states import ListingState, Side

MOST = 50


def _offered(enterprise: Enterprise) -> dict[str, Any]:
    rows = Listing.objects.filter(enterprise=enterprise, side=Side.OFFER).exclude(state=ListingState.DRAFT).select_related("service_type", "unit")
    found = list(rows.order_by("state", "-published_at", "-pk")[: MOST + 1])
    return {"offers": found[:MOST], "more": len(found) > MOST}


ADDITIONS = [Addition("staff-enterprise", "listings", _offered, {"record": "listings/admin/of_enterprise.html"}, order=10)]
