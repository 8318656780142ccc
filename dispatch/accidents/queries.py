"""Accident cases as the people of an order and the staff see them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from core.access import Actor, can, table
from core.errors import NotFound
from dispatch.accidents.models import Case, CaseFile
from dispatch.accidents.states import CaseState, Grade
from marketplace.bookings.models import Booking
from members.models import User
from members.queries import with_role

NOT_GRADED = "还没定级"
GRADES = (*(str(grade.label) for grade in reversed(Grade)), NOT_GRADED)


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


@dataclass(frozen=True, slots=True)
class Risk:
    """So many cases of a grade in a month, of a service in a district, and how many of them are not closed."""

    month: str
    grade: str
    service: str
    district: str
    cases: int
    open: int


def risks(first: datetime, beyond: datetime) -> list[Risk]:
    """What was reported in a period, by month, grade, service and district; the latest month first. One query."""
    rows = Case.objects.filter(created_at__gte=first, created_at__lt=beyond).annotate(month=TruncMonth("created_at"))
    keys = ("month", "grade", "booking__service_type__name", "booking__district__name")
    counted = rows.values(*keys).annotate(cases=Count("pk"), open=Count("pk", filter=~Q(state=CaseState.CLOSED))).order_by("-month", "grade", *keys[2:])
    return [
        Risk(
            month=f"{timezone.localtime(row['month']):%Y-%m}",
            grade=str(Grade(row["grade"]).label) if row["grade"] else NOT_GRADED,
            service=row["booking__service_type__name"],
            district=row["booking__district__name"],
            cases=row["cases"],
            open=row["open"],
        )
        for row in counted
    ]


def by_month(rows: list[Risk]) -> list[dict[str, Any]]:
    """For each month how many of each grade, the latest first; every month has every grade."""
    months = sorted({row.month for row in rows}, reverse=True)
    found = []
    for month in months:
        grades = [(name, sum(row.cases for row in rows if (row.month, row.grade) == (month, name))) for name in GRADES]
        found.append(
            {"month": month, "grades": grades, "cases": sum(count for _, count in grades), "open": sum(row.open for row in rows if row.month == month)}
        )
    return found
