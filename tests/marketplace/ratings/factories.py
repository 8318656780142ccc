"""Finished orders and ratings of them, for tests."""

from datetime import datetime, timedelta
from typing import Any

from core import clock
from marketplace.bookings.models import Booking
from marketplace.enterprises.models import Enterprise
from marketplace.listings.models import Listing
from marketplace.ratings import services
from marketplace.ratings.models import Rating
from marketplace.ratings.services import Said
from members.models import User
from tests.marketplace.bookings.factories import make_offer, make_order, tomorrow
from tests.members.factories import actor_for, make_user

WORDS = "约九点，九点整就到了。窗槽里的灰先吸再擦，比我想的细。"


def finished(listing: Listing | None = None, *, customer: User | None = None, enterprise: Enterprise | None = None, ended: datetime | None = None) -> Booking:
    """An order that was done and confirmed an hour ago."""
    place = listing or make_offer(enterprise=enterprise)
    day = 3 + Booking.objects.filter(listing=place).count()
    row = make_order(place, customer=customer or make_user(name="陈敏"), start=tomorrow(days=day))
    Booking.objects.filter(pk=row.pk).update(state="confirmed", until=None, ended_at=ended or clock.now() - timedelta(hours=1))
    return Booking.objects.with_names().get(pk=row.pk)


def rate(order: Booking | None = None, *, score: int = 5, now: datetime | None = None, photos: tuple[Any, ...] = (), **said: Any) -> Rating:
    """A rating through the verb, by the customer."""
    row = order or finished()
    words = {"score": score, "text": WORDS, **said}
    return services.rate(row, Said(**words), actor=actor_for(row.customer), now=now or clock.now(), photos=photos)
