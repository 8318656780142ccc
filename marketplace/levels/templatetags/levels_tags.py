"""How shares of levels are said."""

from decimal import Decimal

from django import template

from core.money import WHOLE
from marketplace.levels import queries

register = template.Library()


@register.filter
def percent(share: int) -> str:
    """5%."""
    return queries.percent(share)


@register.filter
def times(share: int) -> str:
    """1, 1.2."""
    return f"{(Decimal(share) / WHOLE).normalize():f}"
