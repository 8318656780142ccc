"""Who waits for what: the family's own places in line, what could be offered, how long the lines are (X-BK-09)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.access import Actor, tenants
from core.errors import NotFound
from marketplace.bookings.charging import BOOKABLE
from marketplace.bookings.models import Booking, Waiting, WaitingOffer
from marketplace.bookings.queries.providers import offers_reaching
from marketplace.bookings.states import WaitingState
from marketplace.listings.models import Listing

PAGE_SIZE = 20
IN_LINE = (WaitingState.WAITING, WaitingState.OFFERED)


def offers_for(row: Waiting, *, now: datetime) -> list[Listing]:
    """The public offers that can be meant: the one he waits for, or all of the service that reach his district. One query."""
    if row.listing_id:
        return list(Listing.objects.public(now).with_names().filter(pk=row.listing_id, unit__code__in=BOOKABLE))
    return offers_reaching(row.service_type_id, row.district, now=now)


def own_lines(actor: Actor, *, before: int | None = None) -> list[Waiting]:
    """One's own places in line, the latest first, each with how many stand before and with the open offer. Three queries."""
    found = Waiting.objects.filter(customer_id=actor.principal_id or 0)
    return list(_placed(found.filter(pk__lt=before) if before is not None else found).order_by("-pk")[: PAGE_SIZE + 1])


def with_place(number: int, *, actor: Actor) -> Waiting:
    """One's own place in line with how many stand before. Raises NotFound. Two queries."""
    row = _placed(Waiting.objects.filter(customer_id=actor.principal_id or 0, pk=number)).first()
    if row is None:
        raise NotFound
    return row


def _placed(found: QuerySet[Waiting]) -> QuerySet[Waiting]:
    open_offers = WaitingOffer.objects.filter(ended_at=None).select_related("booking", "listing__enterprise")
    rows = found.annotate(ahead=_ahead()).select_related("service_type", "listing__enterprise", "listing__author", "district")
    return rows.prefetch_related(Prefetch("offers", queryset=open_offers, to_attr="open_offers"))


def _ahead() -> Coalesce:
    """How many families stand before one in the same line and could take the same time."""
    others = Waiting.objects.filter(
        state__in=IN_LINE,
        service_type_id=OuterRef("service_type_id"),
        first_day__lte=OuterRef("last_day"),
        last_day__gte=OuterRef("first_day"),
        pk__lt=OuterRef("pk"),
    )
    meant = others.filter(Q(listing=None) | Q(listing_id=Coalesce(OuterRef("listing_id"), F("listing_id"))))
    counted = meant.order_by().values("service_type_id").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


def own_line(number: int, *, actor: Actor) -> Waiting:
    """One's own place in line. Raises NotFound."""
    found = Waiting.objects.filter(customer_id=actor.principal_id or 0, pk=number).first()
    if found is None:
        raise NotFound
    return found


def open_offer_of(booking: Booking) -> WaitingOffer | None:
    """The offer for which a time is kept. One query."""
    return WaitingOffer.objects.filter(booking=booking).first()


def demand(actor: Actor) -> list[dict[str, Any]]:
    """Who waits for the offers of the actor's enterprises, by offer, and for their services with anybody; figures, no names. Two queries."""
    places = tenants(actor, Waiting.access_resource, "summarise")
    mine = Listing.objects.filter(enterprise__organisation_id__in=places, service_type_id__isnull=False)
    own = _figures(Waiting.objects.filter(state__in=IN_LINE, listing__in=mine))
    anybody = _figures(Waiting.objects.filter(state__in=IN_LINE, listing=None).filter(Exists(mine.filter(service_type_id=OuterRef("service_type_id")))))
    return [{**row, "own": True} for row in own] + [{**row, "own": False} for row in anybody]


def lines(*, most: int = 200) -> Sequence[dict[str, Any]]:
    """How long the lines of the city are, by service and district; the longest first. One query."""
    return _figures(Waiting.objects.filter(state__in=IN_LINE))[:most]


def _figures(rows: Any) -> list[dict[str, Any]]:
    named = rows.values(service=F("service_type__name"), where=F("district__name"), offer=F("listing__title"))
    return list(named.annotate(count=Count("pk")).order_by("-count", "service", "where", "offer"))


def waiting_at(enterprise_places: Any) -> int:
    """How many wait for the offers of these organisations. One query."""
    return Waiting.objects.filter(state__in=IN_LINE, listing__enterprise__organisation_id__in=enterprise_places).count()


def lines_touched(booking: Booking) -> list[int]:
    """The service types of those whom time of this order's provider could suit. One query."""
    return lines_of(booking.enterprise_id, booking.provider.user_id if booking.provider else None)


def lines_of(enterprise_id: int | None, user_id: int | None) -> list[int]:
    """The same for an enterprise, or for somebody who works for himself. One query."""
    mine = Q(listing__enterprise_id=enterprise_id) if enterprise_id else Q(listing__enterprise=None, listing__author_id=user_id or 0)
    rows = Waiting.objects.filter(mine | Q(listing=None), state=WaitingState.WAITING)
    return list(rows.order_by().values_list("service_type_id", flat=True).distinct())
