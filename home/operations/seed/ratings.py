"""Ratings of the demo city: of finished orders, through the same verbs as in life; some were changed, some were answered."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from core.errors import DomainError
from home.operations.seed.bookings import place_orders
from home.operations.seed.city import City, rows
from marketplace.bookings.models import Booking
from marketplace.bookings.states import BookingState
from marketplace.ratings import services
from marketplace.ratings.models import Rating
from marketplace.ratings.services import Said
from marketplace.ratings.states import PARTS

LEAST = timedelta(minutes=20)


def seed_ratings(city: City) -> int:
    """Place the orders of the past that only a rating tells of, rate what is finished; returns how many ratings there are."""
    stories = {row["key"]: row for row in rows("bookings")}
    place_orders(city, [row["order"] for row in rows("ratings") if row["booking"] is None])
    for row in rows("ratings"):
        order = _order(city, row["order"] if row["booking"] is None else stories.get(row["booking"]))
        if order is not None and order.ended_at is not None and not Rating.objects.filter(booking=order).exists():
            try:
                _tell(city, order, row, order.ended_at)
            except DomainError:
                # The order was longer ago than a rating may be given, or it ended otherwise.
                continue
    services.refresh_prior(actor=city.acting_as(), now=city.now)
    return Rating.objects.count()


def _order(city: City, story: dict[str, Any] | None) -> Booking | None:
    """The confirmed order of a story; nothing where nobody was free."""
    person = city.people.get(story["person"]) if story else None
    if story is None or person is None:
        return None
    day = timezone.localdate(city.now) + timedelta(days=story["day"])
    found = Booking.objects.filter(customer=person, listing__external_id=f"demo:{story['listing']}", state=BookingState.CONFIRMED).with_names()
    return next((one for one in found if one.address == story["address"] and timezone.localdate(one.starts_at) == day), None)


def _tell(city: City, order: Booking, row: dict[str, Any], ended: datetime) -> None:
    family, at = city.acting_as(order.customer), _moment(city, ended, row["hours_after"])
    said = {"score": row["score"], **{name: row[name] for name in PARTS}, "anonymous": row["anonymous"]}
    rating = services.rate(order, Said(text=row["text"], **said), actor=family, now=at)
    if row["edited"]:
        at = _moment(city, at, 30)
        rating = services.edit(rating, Said(text=row["edited"], **said), actor=family, now=at)
    boss = order.enterprise.applicant if order.enterprise else None
    if row["reply"] and boss is not None:
        services.reply(rating, actor=city.acting_as(boss), now=_moment(city, at, row["reply"]["hours"]), text=row["reply"]["text"])


def _moment(city: City, after: datetime, hours: int) -> datetime:
    """So many hours later, and never in the future."""
    return max(after, min(after + timedelta(hours=hours), city.now - LEAST))
