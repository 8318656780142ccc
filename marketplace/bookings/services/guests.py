"""Orders of people who are known by a number alone, and what becomes of them when somebody proves the number (docs/concepts/intake.md)."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from core.access import Actor
from core.audit.services import record
from core.errors import Invalid
from marketplace.bookings.models import Booking, Guest
from marketplace.bookings.parameters import JOIN_DAYS
from marketplace.bookings.queries.guests import guest_with, index_of, person_with
from marketplace.bookings.states import BookingState
from members.models import User
from members.phones import normalised
from members.services import open_guest


def customer_with(phone: str, *, name: str = "", actor: Actor, now: datetime) -> User:
    """The customer of a number: the member who has proven it, else a guest, who is opened when there is none. Raises Invalid."""
    number = normalised(phone)
    if number is None:
        raise Invalid(fields={"phone": ["请填 11 位的大陆手机号。"]})
    known = person_with(number)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            user = open_guest(name=name or f"尾号 {number[-4:]}", actor=actor, now=now)
            Guest.objects.create(user=user, phone=number, phone_index=index_of(number), created_at=now)
            return user
    except IntegrityError:
        # Somebody with the same number was faster; his row is committed by now.
        found = guest_with(number)
        if found is None:
            raise
        return found.user


def join_orders(user: User, *, actor: Actor, now: datetime) -> int:
    """Give a member the orders that came from his proven number while it was nobody's; returns how many. Locks the guest and the orders.

    Numbers change hands, so older orders than `bookings.join_days` stay where they are.
    """
    if not user.phone or not user.is_active:
        return 0
    with transaction.atomic():
        guest = Guest.objects.select_for_update().filter(phone_index=index_of(user.phone)).first()
        if guest is None:
            return 0
        rows = Booking.objects.filter(customer_id=guest.user_id, created_at__gt=now - timedelta(days=JOIN_DAYS.at(now)))
        if Booking.objects.filter(customer=user, state=BookingState.HELD).exists():
            rows = rows.exclude(state=BookingState.HELD)
        found = list(rows.select_for_update(of=("self",)).order_by("pk"))
        for row in found:
            row.customer = user
            row.save(update_fields=["customer"])
            record(actor, function="booking.join", obj=row, detail={"from": guest.user_id, "to": user.pk}, now=now)
        if found:
            guest.joined, guest.joined_at = user, now
            guest.save(update_fields=["joined", "joined_at"])
        return len(found)
