"""Conditions in the address of a list: read once, refused in words."""

from django.db.models import TextChoices
from django.http import QueryDict

from core.errors import Invalid

LONGEST = 80


def text(query: QueryDict, name: str) -> str:
    """A condition as it was typed; empty for none. Raises Invalid for several, control characters and what is too long."""
    values = query.getlist(name)
    if len(values) > 1 or any("\x00" in value or len(value) > LONGEST for value in values):
        raise Invalid("这个筛选条件读不懂，请从头选一次。")
    return values[0].strip() if values else ""


def choice(query: QueryDict, name: str, choices: type[TextChoices]) -> str:
    """One of the choices; empty for none. Raises Invalid for anything else."""
    value = text(query, name)
    if value and value not in choices.values:
        raise Invalid("没有这个筛选条件，请从头选一次。")
    return value
