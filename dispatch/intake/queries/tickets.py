"""Reads of questions and feedback: one's own, by number, and who may look after them."""

import re
from datetime import datetime
from typing import Any, TypeVar

from core.access import Actor, can, table
from core.encryption import blind_index
from core.errors import NotFound
from core.models import StateHistory
from core.states import history_of
from dispatch.intake.models import Call, Enquiry, Feedback, Ticket
from members.models import User
from members.queries import with_role

PAGE_SIZE = 20
NUMBER = re.compile(r"[A-Z]{2}\d{8}-\d{4,9}", re.ASCII)
Kind = TypeVar("Kind", bound=Ticket)


def by_number(kind: type[Kind], number: str) -> Kind | None:
    """The ticket with a number. One query, none for what is no number."""
    rows: Any = kind.objects
    return rows.filter(number=number).first() if NUMBER.fullmatch(number) else None


def own_or_404(kind: type[Kind], number: str, *, actor: Actor) -> Kind:
    """One's own ticket. Raises NotFound for missing and foreign ones alike. One query."""
    row = by_number(kind, number)
    if row is None or not (can(actor, "read", row) and "o" in row.access_scopes(actor)):
        raise NotFound
    return row


def own_page(kind: type[Kind], actor: Actor, *, before: int | None = None, size: int = PAGE_SIZE) -> list[Kind]:
    """What the actor has sent, the newest first, one more than `size` when there is more. One query."""
    if actor.user_id is None:
        return []
    found: Any = kind.objects.of_member(actor.user_id)
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(found.order_by("-pk")[: size + 1])


def count_own(kind: type[Ticket], actor: Actor) -> int:
    """How many the actor has sent. One query."""
    return kind.objects.of_member(actor.user_id).count() if actor.user_id is not None else 0


def colleagues(resource: str, *, now: datetime) -> list[User]:
    """Who may look after tickets of a resource, by name. One query for each role that may, and one."""
    may = [role for role, verbs in table().get(resource, {}).items() if "handle" in verbs]
    ids = {user_id for role in may for user_id in with_role(role, now=now)}
    return list(User.objects.filter(pk__in=ids).order_by("display_name", "pk"))


def may_handle(user_id: int, resource: str, *, now: datetime) -> bool:
    """Whether a person's duties let him look after tickets of a resource."""
    return any(user.pk == user_id for user in colleagues(resource, now=now))


def steps_of(row: Ticket) -> list[StateHistory]:
    """What happened to it, oldest first. One query."""
    return list(history_of(row))


def own_data(user_id: int) -> dict[str, list[dict[str, Any]]]:
    """What is stored about a person here, for the download (个人信息保护法 45)."""
    fields = ("number", "created_at", "text", "name", "phone", "state", "reply", "replied_at")
    return {
        "feedback": list(Feedback.objects.of_member(user_id).order_by("pk").values(*fields, "kind", "page")),
        "calls": _calls(user_id),
        "consultations": list(Enquiry.objects.of_member(user_id).order_by("pk").values(*fields, "subject_title")),
    }


def _calls(user_id: int) -> list[dict[str, Any]]:
    """When somebody telephoned from his number, for the download. Two queries."""
    phone = User.objects.filter(pk=user_id).values_list("phone", flat=True).first()
    rows = Call.objects.filter(phone_index=blind_index("intake.phone", phone)).order_by("pk") if phone else Call.objects.none()
    return [{"started_at": row.started_at, "seconds": row.seconds, "outcome": row.outcome, "note": row.note, "recording": row.recording} for row in rows]
