"""Booking for templates of any page."""

from django import template

from core.money import Money
from marketplace.bookings.charging import hours
from marketplace.bookings.queries.homes import as_rows

register = template.Library()


@register.filter
def duration(minutes: int) -> str:
    """2 小时 30 分钟."""
    return hours(minutes)


@register.filter
def short_yuan(fen: int) -> str:
    """Fen as 60 or 60.50."""
    return Money(fen).short


@register.filter
def plus(one: int, other: int) -> int:
    """The sum."""
    return one + other


@register.filter
def home_rows(copied: dict[str, str] | None) -> list[tuple[str, str]]:
    """The preferences that an order has copied: label and text."""
    return as_rows(copied or {})


@register.filter
def figures(code: str) -> list[str]:
    """The figures of a code, one by one."""
    return list(code)
