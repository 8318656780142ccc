"""Which of the enterprise's offers an outlet provides (CHN-05)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from core.access import Actor, require
from core.audit.services import record
from core.content import bump
from core.errors import Invalid
from core.outbox import publish
from marketplace.enterprises.events import OUTLET_CHANGED
from marketplace.enterprises.models import Outlet
from marketplace.enterprises.states import OutletState
from marketplace.listings.models import Listing, OutletOffer
from marketplace.listings.queries.outlets import offers_of


def set_outlet_offers(outlet: Outlet, *, offers: Sequence[Listing], actor: Actor, now: datetime) -> None:
    """The whole list; an empty one, or all of them, means that it provides everything. Locks the outlet.

    Raises NotFound, Forbidden, Invalid for what the enterprise does not offer and for a closed outlet.
    """
    require(actor, "update", outlet)
    with transaction.atomic():
        row = Outlet.objects.select_for_update(of=("self",)).select_related("enterprise").get(pk=outlet.pk)
        if row.state == OutletState.CLOSED:
            raise Invalid("已经关店，不能再改。")
        known, wanted = {one.pk for one in offers_of(row)}, {one.pk for one in offers}
        if not wanted <= known:
            raise Invalid(fields={"offers": ["选自己家在发布的服务。"]})
        chosen = sorted(wanted) if wanted != known else []
        row.offers.exclude(listing_id__in=chosen).delete()
        OutletOffer.objects.bulk_create([OutletOffer(outlet=row, listing_id=number) for number in chosen], ignore_conflicts=True)
        record(actor, function="outlet.offers", obj=row, detail={"listings": chosen}, now=now)
        publish(OUTLET_CHANGED, key=f"outlet:{row.pk}", outlet_id=row.pk)
        bump("enterprises", "listings")
