"""Ratings for templates of any page: how somebody stands, and what was said last."""

from typing import Any

from django import template
from django.db.models import Model

from marketplace.ratings.models import Rating
from marketplace.ratings.queries import public
from marketplace.ratings.states import WORDS

register = template.Library()
STARS = (1, 2, 3, 4, 5)


@register.simple_tag
def rated(kind: str, row: Model) -> dict[str, Any]:
    """What the parts of ratings show of somebody on his page; for pages above this slice (those below: core.additions)."""
    return public.summary_of(kind, row.pk)


@register.inclusion_tag("ratings/parts/stars.html")
def stars(score: int) -> dict[str, Any]:
    """So many of five stars, said in words for who does not see them."""
    return {"score": score, "all": STARS, "word": WORDS.get(score, "")}


@register.filter
def share(value: float) -> float:
    """An average of five as hundredths, for a bar."""
    return round(value * 20, 1)


@register.filter
def shown_state(row: Rating) -> str:
    """What whoever is rated is told of its state."""
    return "" if row.state == "published" else row.get_state_display()  # type: ignore[attr-defined]
