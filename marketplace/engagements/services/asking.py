"""A family asks for somebody: of one provider, or of everybody (X-BK-11)."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from core.access import Actor, require, require_proven
from core.audit.services import record
from core.models import District
from core.outbox import publish
from marketplace.bookings.queries.homes import preferences_of
from marketplace.bookings.services.checking import Contact, checked_needs, checked_point
from marketplace.bookings.states import Channel
from marketplace.catalog.models import ServiceType
from marketplace.engagements.errors import NotEngageable, TooManyAsked
from marketplace.engagements.events import ENGAGEMENT_ASKED
from marketplace.engagements.models import Engagement, EngagementRule
from marketplace.engagements.parameters import OPEN_ASKS
from marketplace.engagements.queries.rules import engageable, rule_of, terms_of
from marketplace.engagements.services.checking import checked_first, checked_units
from marketplace.engagements.services.keeping import fresh_number
from marketplace.engagements.states import WAITING
from marketplace.engagements.terms import beyond_of
from marketplace.listings.models import Listing
from marketplace.workers.models import Worker
from members.models import User


@dataclass(frozen=True, slots=True)
class Wish:
    """What a family wants: which service, from whom (an offer, or nobody in particular), from when, how long, where, what to know."""

    service_type: ServiceType
    first: date
    units: int
    district: District
    contact: Contact
    listing: Listing | None = None
    lat: float | None = None
    lng: float | None = None
    needs: str = ""


def ask(wish: Wish, *, actor: Actor, now: datetime) -> Engagement:
    """Ask; people can be proposed until `until`. Locks the person.

    Raises Unauthenticated, PhoneNotProven, Forbidden, Invalid, NotEngageable, TooManyAsked.
    """
    require_proven(actor)
    require(actor, "create", Engagement)
    rule = rule_of(wish.service_type.pk)
    if rule is None or (wish.listing is not None and not engageable(wish.listing)):
        raise NotEngageable
    values = _checked(wish, rule, now)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=actor.user_id)
        open_asks = Engagement.objects.filter(customer_id=actor.user_id, state__in=WAITING).still_open(now)  # type: ignore[attr-defined]
        if open_asks.count() >= OPEN_ASKS.at(now):
            raise TooManyAsked
        row = Engagement.objects.create(
            number=fresh_number(now),
            channel=actor.channel if actor.channel in Channel.values else Channel.WEB,
            until=now + timedelta(days=rule.ask_days),
            customer_id=actor.user_id or 0,
            service_type=wish.service_type,
            title=wish.listing.title if wish.listing else f"找{wish.service_type.name}",
            district=wish.district,
            preferences=preferences_of(actor.user_id),
            code=f"{secrets.randbelow(10_000):04d}",
            created_at=now,
            changed_at=now,
            **values,
            **_asked(wish.listing),
        )
        record(
            actor, function="engagement.ask", obj=row, detail={"service_type": wish.service_type.code, "first": str(row.starts_on), "units": row.units}, now=now
        )
        publish(ENGAGEMENT_ASKED, key=f"engagement:{row.pk}", engagement_id=row.pk)
    return row


def _checked(wish: Wish, rule: EngagementRule, now: datetime) -> dict[str, Any]:
    """The days, the rule as it is now, where, and who opens the door. Raises Invalid."""
    terms = terms_of(rule)
    first, units = checked_first(wish.first, horizon_days=rule.horizon_days, now=now), checked_units(wish.units, terms)
    days = {"starts_on": first, "ends_on": beyond_of(rule.basis, first, units), "tolerance_days": rule.tolerance_days}
    lat, lng = checked_point(wish.district, wish.lat, wish.lng)
    return {**wish.contact.checked(), "lat": lat, "lng": lng, "needs": checked_needs(wish.needs), "basis": rule.basis, "units": units, "terms": terms, **days}


def _asked(listing: Listing | None) -> dict[str, Any]:
    """Whom the family asks: the one whose offer it is, or everybody."""
    if listing is None:
        return {"asks_everybody": True}
    if listing.enterprise_id is not None:
        return {"listing": listing, "enterprise": listing.enterprise}
    alone = Worker.objects.filter(user_id=listing.author_id or 0, enterprise=None).first()
    if alone is None:
        raise NotEngageable
    return {"listing": listing, "provider": alone}
