"""What a person has saved."""

from datetime import datetime
from typing import Any

from core import subjects
from core.favourites.models import Favourite
from core.subjects import Subject

# What may be saved, in the words of the shelf.
KINDS = {"listing": "供求信息", "enterprise": "企业", "job": "招聘", "worker": "服务人员", "lesson": "家庭课堂"}


def saved_of(user_id: int, kind: str = "") -> Any:
    """What a person has saved, the newest first; of one kind where it is named."""
    found = Favourite.objects.filter(user_id=user_id, **({"kind": kind} if kind else {}))
    return found.order_by("-saved_at", "-pk")


def with_subjects(rows: list[Favourite], *, now: datetime) -> list[tuple[Favourite, Subject | None]]:
    """Each with the thing as the public sees it now, None for what it does not. The same queries for one as for twenty."""
    found = subjects.find_many([row.key for row in rows], now=now)
    return [(row, found.get(row.key)) for row in rows]


def saveable(kind: str, number: int, *, now: datetime) -> Subject | None:
    """The public thing that may be saved; None for every other."""
    return subjects.find_many([(kind, number)], now=now).get((kind, number)) if kind in KINDS else None


def is_saved(kind: str, number: int, user_id: int) -> bool:
    """Whether a person has saved a thing. One query."""
    return Favourite.objects.filter(user_id=user_id, kind=kind, number=number).exists()


def own_data(user_id: int) -> list[dict[str, Any]]:
    """What is stored about a person here."""
    return list(saved_of(user_id).values("saved_at", "kind", "title"))
