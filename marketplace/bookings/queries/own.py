"""Orders as their own people see them: the family, the provider, whoever comes."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core import clock
from core.access import Actor, require, tenants
from core.errors import NotFound
from core.states import history_of
from marketplace.bookings.models import Booking, CalendarFeed, ChangeRequest, HomePreferences, Message, Quote, Waiting
from marketplace.bookings.models.homes import PREFERENCES
from marketplace.bookings.models.orders import provided_by
from marketplace.bookings.states import OPEN, UNDER_WAY, BookingState, ChangeState
from members.models import User

PAGE_SIZE = 20


def _page(found: QuerySet[Booking], before: int | None, size: int) -> list[Booking]:
    """So many and one more, the latest first."""
    rows = found.filter(pk__lt=before) if before is not None else found
    return list(rows.with_names().order_by("-pk")[: size + 1])  # type: ignore[attr-defined]


def of_customer(actor: Actor, *, before: int | None = None, size: int = PAGE_SIZE) -> list[Booking]:
    """One's own orders; holds that were never accepted are left out."""
    return _page(Booking.objects.filter(customer_id=actor.principal_id or 0).exclude(state=BookingState.EXPIRED, placed_at=None), before, size)


def of_provider(actor: Actor, *, state: str = "", before: int | None = None, size: int = PAGE_SIZE) -> list[Booking]:
    """The orders of the enterprises that the actor works for, of an outlet those of its people; what was only held is nobody's business yet."""
    found = Booking.objects.filter(provided_by(tenants(actor, Booking.access_resource)), placed_at__isnull=False)
    return _page(found.filter(state=state) if state else found, before, size)


def waiting_for(actor: Actor, now: datetime) -> int:
    """How many requests wait for the provider's answer."""
    mine = Booking.objects.filter(provided_by(tenants(actor, Booking.access_resource)))
    return mine.filter(state=BookingState.REQUESTED, until__gt=now).count()


def waiting_for_family(actor: Actor, now: datetime) -> int:
    """How many orders wait for a word of the family: a new price, an extra, whether it was done well. One query."""
    extra = Exists(ChangeRequest.objects.filter(booking=OuterRef("pk"), state=ChangeState.ASKED))
    answers = Q(state__in=[BookingState.QUOTED, BookingState.DONE], until__gt=now) | Q(extra, state=BookingState.ARRIVED)
    return Booking.objects.filter(answers, customer_id=actor.user_id).count()


def visits_of(actor: Actor, now: datetime) -> list[Booking]:
    """Where somebody has to go from today on, in order of time, and requests that he answers himself."""
    today = clock.midnight(timezone.localdate(now))
    mine = Booking.objects.filter(Booking.objects.scope_q(actor)["j"])
    found = mine.filter(state__in=[*UNDER_WAY, BookingState.REQUESTED, BookingState.DONE], starts_at__gte=today - timedelta(days=1))
    return list(found.with_names().order_by("starts_at", "pk")[:50])


def for_customer(number: str, *, actor: Actor) -> Booking:
    """One's own order. Raises NotFound."""
    return _one(Booking.objects.filter(customer_id=actor.principal_id or 0), number)


def for_provider(number: str, *, actor: Actor) -> Booking:
    """An order of the actor's enterprise. Raises NotFound."""
    rows = Booking.objects.filter(provided_by(tenants(actor, Booking.access_resource)), placed_at__isnull=False)
    return _one(rows, number)


def for_worker(number: str, *, actor: Actor) -> Booking:
    """An order to which the actor goes. Raises NotFound."""
    found = _one(Booking.objects.filter(Booking.objects.scope_q(actor)["j"], placed_at__isnull=False), number)
    require(actor, "read", found)
    return found


def visible(number: str, *, actor: Actor) -> Booking:
    """An order that the actor may read. Raises NotFound."""
    return _one(Booking.objects.visible_to(actor), number)


def _one(rows: Any, number: str) -> Booking:
    found = rows.filter(number=number).with_names().first()
    if found is None:
        raise NotFound
    return found


def latest_quote(booking: Booking) -> Quote | None:
    """The latest quote with its lines. Two queries."""
    return booking.quotes.prefetch_related("lines").order_by("-version").first()


def addresses_of(actor: Actor, *, most: int = 4) -> list[dict[str, Any]]:
    """The homes that somebody has ordered to, the latest first, each once. One query."""
    rows = Booking.objects.filter(customer_id=actor.principal_id or 0, placed_at__isnull=False).select_related("district").order_by("-pk")[:30]
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        values = {"name": row.contact_name, "phone": row.phone, "address": row.address, "district": row.district, "lat": row.lat, "lng": row.lng}
        found.setdefault(row.address, values)
    return list(found.values())[:most]


def person(actor: Actor) -> User:
    """Who is logged in."""
    return User.objects.get(pk=actor.user_id)


def last_word(booking: Booking) -> str:
    """Why the last move was made, when somebody said why."""
    found = history_of(booking).last()
    return found.note if found else ""


def own_data(user_id: int) -> dict[str, Any]:
    """What is stored about a person."""
    rows = Booking.objects.filter(customer_id=user_id).select_related("service_type", "enterprise", "provider", "district").order_by("pk")
    return {
        "orders": [
            {
                "number": row.number,
                "created_at": row.created_at,
                "service": row.service_type.name,
                "provider": row.provider_name,
                "starts_at": row.starts_at,
                "name": row.contact_name,
                "phone": row.phone,
                "address": f"{row.district.name} {row.address}",
                "needs": row.needs,
                "state": row.state,
                "total_yuan": f"{row.chargeable_fen // 100}.{row.chargeable_fen % 100:02d}",
            }
            for row in rows
        ],
        "messages": [
            {"at": one.at, "number": one.booking.number, "text": one.text}
            for one in Message.objects.filter(author_id=user_id).select_related("booking").order_by("pk")
        ],
        "home": list(HomePreferences.objects.filter(user_id=user_id).values("changed_at", *PREFERENCES)),
        "waiting": [
            {
                "joined_at": one.joined_at,
                "service": one.service_type.name,
                "first_day": one.first_day,
                "last_day": one.last_day,
                "name": one.contact_name,
                "phone": one.phone,
                "address": f"{one.district.name} {one.address}",
                "state": one.state,
            }
            for one in Waiting.objects.filter(customer_id=user_id).select_related("service_type", "district").order_by("pk")
        ],
        "calendars": [{"created_at": one.created_at} for one in CalendarFeed.objects.filter(user_id=user_id)],
    }


def is_open(booking: Booking, now: datetime) -> bool:
    """Whether something can still become of it."""
    return booking.state in OPEN and not booking.is_over(now)
