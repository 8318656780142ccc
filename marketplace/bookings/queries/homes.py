"""The lasting preferences of a home, and how an order shows its copy (SVC-29)."""

from collections.abc import Mapping
from typing import Any

from core.access import Actor
from marketplace.bookings.models.homes import PREFERENCES, HomePreferences


def own_preferences(actor: Actor) -> HomePreferences | None:
    """One's own, if there are any. One query."""
    return HomePreferences.objects.filter(user_id=actor.user_id or 0).first()


def preferences_of(user_id: int | None) -> dict[str, str]:
    """What a person has written, by field, as an order copies it; empty for nothing. One query."""
    row = HomePreferences.objects.filter(user_id=user_id or 0).first()
    return row.said if row else {}


def as_rows(copied: Mapping[str, Any]) -> list[tuple[str, str]]:
    """A copy as a page shows it: label and text, in order."""
    return [(label, copied[name]) for name, label in PREFERENCES.items() if copied.get(name)]
