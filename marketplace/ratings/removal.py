"""A rating as others name it: to be reported, and taken down by staff (`core.subjects`). Its title says nothing of the score."""

from collections.abc import Sequence
from datetime import datetime

from core.access import Actor
from core.subjects import Removal, Subject
from marketplace.ratings import services
from marketplace.ratings.models import Rating


def of_ratings(numbers: Sequence[int], now: datetime) -> list[Subject]:
    """Ratings that the public may see. One query."""
    rows = Rating.objects.public().with_names().filter(pk__in=numbers)
    return [Subject("rating", row.pk, "评价", f"{row.title}：{row.excerpt}", row.get_absolute_url(), row.said_by) for row in rows]


def take_down(number: int, *, actor: Actor, now: datetime, note: str) -> None:
    """One call of the slice's own verb."""
    services.hide(Rating.objects.with_names().get(pk=number), actor=actor, now=now, note=note)


REMOVAL = Removal("撤下这条评价", ("hide", "rating"), take_down)
