"""Accident cases as the people of an order and the staff see them."""

from datetime import datetime
from typing import Any

from core.access import Actor, can, table
from core.errors import NotFound
from dispatch.accidents.models import Case, CaseFile
from marketplace.bookings.models import Booking
from members.models import User
from members.queries import with_role


def of_order(booking: Booking) -> list[Case]:
    """The cases of an order with their steps and papers, the latest first. Three queries."""
    return list(Case.objects.filter(booking=booking).select_related("owner").prefetch_related("steps", "files__file").order_by("-pk"))


def one(number: str, *, actor: Actor) -> Case:
    """A case that the actor may read. Raises NotFound."""
    row = Case.objects.with_names().filter(number=number).first()
    if row is None or not can(actor, "read", row):
        raise NotFound
    return row


def paper(number: int, *, actor: Actor) -> CaseFile:
    """A paper of a case that the actor may read. Raises NotFound."""
    row = CaseFile.objects.select_related("file", "case__booking__enterprise", "case__booking__provider").filter(pk=number).first()
    if row is None or not can(actor, "read", row.case):
        raise NotFound
    return row


def colleagues(*, now: datetime) -> list[User]:
    """Who may be responsible, by name."""
    may = [role for role, verbs in table().get(Case.access_resource, {}).items() if "handle" in verbs]
    ids = {user_id for role in may for user_id in with_role(role, now=now)}
    return list(User.objects.filter(pk__in=ids).order_by("display_name", "pk"))


def may_handle(user_id: int, *, now: datetime) -> bool:
    """Whether a person's duties let him be responsible."""
    return any(user.pk == user_id for user in colleagues(now=now))


def own_data(user_id: int) -> list[dict[str, Any]]:
    """What a person has reported."""
    rows = Case.objects.filter(reported_by_id=user_id).select_related("booking").order_by("pk")
    return [{"created_at": row.created_at, "number": row.number, "order": row.booking.number, "what": row.what, "state": row.state} for row in rows]
