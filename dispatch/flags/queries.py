"""What is reported, and by whom."""

from datetime import datetime
from typing import Any

from core import subjects
from core.subjects import Subject
from dispatch.flags.models import Flag

# What may be reported, in the words of the screens.
KINDS = {"listing": "供求信息", "enterprise": "企业页面", "job": "招聘", "rating": "评价", "worker": "服务人员"}
OWN_SHOWN = 50


def reportable(kind: str, number: int, *, now: datetime) -> Subject | None:
    """The public thing that may be reported; None for every other."""
    return subjects.find_many([(kind, number)], now=now).get((kind, number)) if kind in KINDS else None


def own(user_id: int) -> list[Flag]:
    """What a person has reported, the newest first. One query."""
    return list(Flag.objects.filter(reporter_id=user_id).order_by("-created_at", "-pk")[:OWN_SHOWN])


def others_of(row: Flag) -> list[Flag]:
    """The other reports of the same thing, the newest first. One query."""
    return list(Flag.objects.filter(kind=row.kind, number=row.number).exclude(pk=row.pk).select_related("reporter").order_by("-created_at", "-pk")[:20])


def own_data(user_id: int) -> list[Any]:
    """What is stored about a person here."""
    return list(Flag.objects.filter(reporter_id=user_id).order_by("pk").values("created_at", "kind", "title", "reason", "text", "state", "answer"))
