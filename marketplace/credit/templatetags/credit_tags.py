"""Credit for templates: what stands beside a name, and a grade in words."""

from typing import Any

from django import template
from django.db.models import Model

from core.language import said
from marketplace.credit.queries import summary_of
from marketplace.credit.states import TONES, Grade

register = template.Library()


@register.simple_tag
def credited(kind: str, row: Model) -> dict[str, Any]:
    """What `credit/parts/short.html` shows of somebody on his page; for pages above this slice (those below: core.additions). One query."""
    return summary_of(kind, row.pk)


@register.filter
def meaning(grade: str) -> str:
    """What a grade means: 信用优良."""
    return said(str(Grade(grade).label))


@register.filter
def in_words(grade: str) -> str:
    """As a badge says it: AA 信用优良."""
    return f"{grade} {meaning(grade)}"


@register.filter
def tone(grade: str) -> str:
    """How a grade is drawn."""
    return TONES.get(grade, "")
