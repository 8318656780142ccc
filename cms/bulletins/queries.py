"""Reads of notices: the public board, one's own, and what staff have set. Paging by keyset (published_at, id)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Min, Q
from django.db.models.functions import Coalesce

from cms.bulletins.models import Bulletin
from cms.bulletins.states import BulletinState
from core import cities
from core.access import Actor, tenants
from core.api import decode_moment, encode_cursor
from core.errors import NotFound
from core.models import StateHistory
from core.states import history_of

SIZE = 20
COUNT_LIMIT = 3000
BIGGEST = 2**63 - 1
PLACE = Coalesce("district__code", "enterprise__district__code")


@dataclass(frozen=True, slots=True)
class BoardPage:
    """One page of the public board; `until`: when the first of all that match ends."""

    count: int
    items: list[Bulletin]
    next: str | None
    until: datetime | None


def public_page(*, kind: str = "", district_id: int | None = None, now: datetime, cursor: str = "", size: int = SIZE) -> BoardPage:
    """A page of the board, the newest first; a notice for the whole city stands in every district. Three queries. Raises Invalid for a foreign cursor."""
    found = Bulletin.objects.public(now)
    if kind:
        found = found.filter(kind=kind)
    if district_id:
        found = found.filter(Q(district_id=district_id) | Q(district=None))
    rows = found.with_names().newest_first()
    if cursor:
        at, number = decode_moment(cursor)
        rows = rows.filter(Q(published_at__lt=at) | Q(published_at=at, pk__lt=number))
    listed = list(rows[: size + 1])
    following = encode_cursor(listed[size - 1].published_at.isoformat(), listed[size - 1].pk) if len(listed) > size else None  # type: ignore[union-attr]
    until = found.order_by().aggregate(at=Min("expires_at"))["at"]
    return BoardPage(found.order_by()[:COUNT_LIMIT].count(), listed[:size], following, until)


def public_bulletin(number: int, *, now: datetime) -> Bulletin:
    """A notice that visitors may see at this moment. Raises NotFound, Elsewhere. One query."""
    row = Bulletin.objects.with_names().public(now).filter(pk=number).first() if number <= BIGGEST else None
    if row is None:
        cities.lead_home(lambda: Bulletin.objects.public(now).filter(pk=min(number, BIGGEST)).values_list(PLACE, flat=True))
        raise NotFound
    return row


def _own(actor: Actor) -> Any:
    return Bulletin.objects.of_people(actor.user_id, tenants(actor, Bulletin.access_resource, "update"))


def own_bulletin(number: int, *, actor: Actor) -> Bulletin:
    """A notice of one's own or of one's enterprises. Raises NotFound. One query."""
    row = _own(actor).with_names().filter(pk=min(number, BIGGEST)).first()
    if row is None:
        raise NotFound
    return row


def own_page(actor: Actor, *, before: int | None = None, size: int = SIZE) -> list[Bulletin]:
    """One's own notices and one's enterprises' in every state, the newest first, one more than `size` when there are more. One query."""
    found = _own(actor).with_names()
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(found.order_by("-pk")[: size + 1])


def last_note(row: Bulletin) -> StateHistory | None:
    """The last step that came with a reason."""
    return history_of(row).exclude(note="").order_by("-pk").first()


def waiting_count() -> int:
    """How many wait for staff."""
    return Bulletin.objects.filter(state=BulletinState.PENDING).count()


def own_data(user_id: int) -> list[dict[str, Any]]:
    """What is stored about a person in this slice, for the download (个人信息保护法 45)."""
    fields = ("title", "text", "kind", "state", "created_at", "published_at", "expires_at")
    return list(Bulletin.objects.filter(author_id=user_id).order_by("pk").values(*fields))
