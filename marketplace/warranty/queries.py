"""Until when an order is done again for nothing, and how often that happens to whom (AFT-06)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q

from core.access import Actor, can
from core.errors import NotFound
from core.money import WHOLE
from marketplace.bookings.models import Booking
from marketplace.bookings.states import OPEN, BookingState
from marketplace.warranty.models import FormerDays, Redo, WarrantyRule


def days_of(service_type_id: int | None, *, at: datetime | None = None) -> int:
    """For how many days a service is under warranty; 0 for none. With a moment, by the rule of then. Two queries at most."""
    if service_type_id is None:
        return 0
    former = FormerDays.objects.filter(service_type_id=service_type_id, until__gt=at).order_by("until", "pk").first() if at is not None else None
    if former is not None:
        return former.days
    return WarrantyRule.objects.filter(service_type_id=service_type_id).values_list("days", flat=True).first() or 0


def until_of(order: Booking) -> datetime | None:
    """Until when a finished order is done again for nothing, by the rule under which its price was accepted; None where it never is. Three queries at most."""
    if order.state != BookingState.CONFIRMED or order.ended_at is None:
        return None
    if (days := days_of(order.service_type_id, at=order.placed_at or order.created_at)) == 0:
        return None
    return None if Redo.objects.filter(booking=order).exists() else order.ended_at + timedelta(days=days)


def open_redo(order: Booking) -> Redo | None:
    """The redo of an order that is still to be done. One query."""
    return Redo.objects.filter(first=order, booking__state__in=OPEN).select_related("booking").order_by("-pk").first()


def of_redo(order: Booking) -> Redo | None:
    """What an order does again, if it does. One query."""
    return Redo.objects.with_names().filter(booking=order).first()


def of_first(order: Booking) -> list[Redo]:
    """What was done again of an order, the latest first. One query."""
    return list(Redo.objects.with_names().filter(first=order).order_by("-pk"))


def one(number: str, *, actor: Actor) -> Redo:
    """The redo that an order is, for whoever may read it. Raises NotFound."""
    row = Redo.objects.with_names().filter(booking__number=number).first()
    if row is None or not can(actor, "read", row):
        raise NotFound
    return row


@dataclass(frozen=True, slots=True)
class Rate:
    """How many finished orders of a provider were asked to be done again."""

    provider: str
    finished: int
    redone: int
    refused: int

    @property
    def share(self) -> int:
        """Redone of ten thousand finished ones."""
        return self.redone * WHOLE // self.finished if self.finished else 0


def rates(first: datetime, beyond: datetime) -> list[Rate]:
    """By provider: the orders that were finished in a period, and which of them were done again; the highest share first. One query."""
    done = Booking.objects.filter(state=BookingState.CONFIRMED, ended_at__gte=first, ended_at__lt=beyond, redo=None)
    names = ("enterprise__short_name", "enterprise__legal_name", "provider__called")
    rows = done.values("enterprise", "provider", *names).annotate(
        finished=Count("pk", distinct=True),
        redone=Count("pk", distinct=True, filter=Q(redos__isnull=False) & ~Q(redos__state="refused")),
        refused=Count("redos", distinct=True, filter=Q(redos__state="refused")),
    )
    found = [Rate(next(row[name] for name in names if row[name]), row["finished"], row["redone"], row["refused"]) for row in rows.order_by(F("redone").desc())]
    return sorted(found, key=lambda one: (-one.share, -one.finished, one.provider))


def own_data(user_id: int) -> list[dict[str, Any]]:
    """What a person has asked for."""
    rows = Redo.objects.filter(first__customer_id=user_id).select_related("first", "booking").order_by("pk")
    return [{"created_at": row.created_at, "first": row.first.number, "order": row.booking.number, "reason": row.reason, "state": row.state} for row in rows]
