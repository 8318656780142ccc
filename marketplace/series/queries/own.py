"""Series as their own people see them: the family, the provider."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from core.access import Actor, tenants
from core.errors import NotFound
from core.money import Money
from marketplace.bookings.queries.providers import is_bookable
from marketplace.listings.models import Listing
from marketplace.series.models import PackagePass, Series, SeriesQuote, SeriesRule, SeriesVisit
from marketplace.series.models.series import UNPLACED
from marketplace.series.rhythm import MOST_DAYS
from marketplace.series.states import COMING, LIVE, STANDING, Fate, SeriesState

PAGE_SIZE = 20


def rule_for(listing: Listing) -> SeriesRule | None:
    """How the service of an offer is done in series; None where it is not. One query."""
    return SeriesRule.objects.filter(service_type_id=listing.service_type_id).first() if is_bookable(listing) else None


def with_counts(found: QuerySet[Series], now: datetime) -> QuerySet[Series]:
    """With what a list shows of the visits: the next, the last, how many still come, how many wait for a word."""
    coming = Q(visits__fate__in=COMING, visits__starts_at__gt=now)
    return found.annotate(
        next_at=Min("visits__starts_at", filter=coming),
        last_at=Max("visits__starts_at", filter=Q(visits__fate__in=STANDING)),
        left_count=Count("visits", filter=coming),
        asks_count=Count("visits", filter=Q(visits__fate=Fate.EXCEPTION, visits__starts_at__gt=now)),
    )


def _page(found: QuerySet[Series], before: int | None, now: datetime) -> list[Series]:
    rows = found.filter(pk__lt=before) if before is not None else found
    return list(with_counts(rows.with_names(), now).order_by("-pk")[: PAGE_SIZE + 1])  # type: ignore[attr-defined]


def of_customer(actor: Actor, now: datetime, *, before: int | None = None) -> list[Series]:
    """One's own, the latest first; what was never accepted is left out once it is over. One query."""
    mine = Series.objects.filter(customer_id=actor.principal_id or 0).exclude(state=SeriesState.EXPIRED)
    return _page(mine.exclude(state=SeriesState.OFFERED, until__lte=now), before, now)


def of_provider(actor: Actor, now: datetime, *, before: int | None = None) -> list[Series]:
    """Those of the enterprises that the actor works for. One query."""
    mine = Series.objects.filter(enterprise__organisation_id__in=tenants(actor, Series.access_resource)).exclude(state__in=UNPLACED)
    return _page(mine, before, now)


def waiting_for_family(actor: Actor, now: datetime) -> int:
    """How many dates wait for a word of the family. One query."""
    rows = SeriesVisit.objects.filter(series__customer_id=actor.user_id, series__state__in=LIVE, fate=Fate.EXCEPTION, starts_at__gt=now)
    return rows.count()


def for_customer(number: str, *, actor: Actor) -> Series:
    """One's own series. Raises NotFound."""
    return _one(Series.objects.filter(customer_id=actor.principal_id or 0), number)


def for_provider(number: str, *, actor: Actor) -> Series:
    """A series of the actor's enterprise. Raises NotFound."""
    rows = Series.objects.filter(enterprise__organisation_id__in=tenants(actor, Series.access_resource)).exclude(state__in=UNPLACED)
    return _one(rows, number)


def visible(number: str, *, actor: Actor) -> Series:
    """A series that the actor may read. Raises NotFound."""
    return _one(Series.objects.visible_to(actor), number)


def _one(rows: Any, number: str) -> Series:
    found = rows.filter(number=number).with_names().first()
    if found is None:
        raise NotFound
    return found


def visits_of(series: Series) -> list[SeriesVisit]:
    """All that is planned and was not replaced, in order of time, with orders and who comes. Four queries at most."""
    rows = series.visits.filter(fate__in=[*STANDING, Fate.ENDED]).select_related("booking")
    return list(rows.prefetch_related("booking__visits__assignments__worker").order_by("starts_at", "position")[: 2 * MOST_DAYS])


def visit_at(series: Series, position: int) -> SeriesVisit:
    """One planned date. Raises NotFound."""
    found = series.visits.filter(position=position).select_related("booking").first()
    if found is None:
        raise NotFound
    return found


def latest_quote(series: Series) -> SeriesQuote | None:
    """The latest price of all."""
    return series.quotes.order_by("-version").first()


def exceptions(now: datetime) -> QuerySet[SeriesVisit]:
    """The dates that wait for a family, for staff."""
    rows = SeriesVisit.objects.filter(fate=Fate.EXCEPTION, series__state__in=LIVE, starts_at__gt=now)
    return rows.select_related("series__enterprise", "series__provider", "series__district").order_by("starts_at", "pk")


def own_data(user_id: int) -> dict[str, Any]:
    """What is stored about a person."""
    rows = Series.objects.filter(customer_id=user_id).select_related("service_type", "enterprise", "provider", "district").order_by("pk")
    passes = PackagePass.objects.filter(customer_id=user_id).select_related("enterprise").order_by("pk")
    return {
        "series": [
            {
                "number": row.number,
                "created_at": row.created_at,
                "service": row.service_type.name,
                "provider": row.provider_name,
                "first_on": row.first_on,
                "name": row.contact_name,
                "phone": row.phone,
                "address": f"{row.district.name} {row.address}",
                "needs": row.needs,
                "state": row.state,
                "total_yuan": Money(row.total_fen).yuan,
            }
            for row in rows
        ],
        "passes": [
            {
                "number": row.number,
                "taken_at": row.taken_at,
                "title": row.title,
                "provider": row.enterprise.shown_name,
                "ends_at": row.ends_at,
                "left": row.left,
            }
            for row in passes
        ],
    }
