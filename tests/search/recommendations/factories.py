"""Looks of members, without waiting for anybody to look."""

from datetime import datetime
from typing import Any

from core import clock
from core.access import system_actor
from core.parameters.declared import parameter
from core.parameters.services import plan_value
from marketplace.listings.models import Listing
from members.models import User
from search.recommendations.models import HistoryChoice, Look
from search.recommendations.states import FUNCTION


def switched_on(code: str = FUNCTION, *, value: bool = True) -> None:
    """As staff have set the switch of a function, already in effect."""
    found = parameter(f"intelligence.{code}")
    assert found is not None
    plan_value(found, value=value, reason="试一试看", actor=system_actor("test", "测试"), now=clock.now())


def willing(user: User, *, on: bool = True) -> HistoryChoice:
    """A member who has said yes."""
    return HistoryChoice.objects.update_or_create(user=user, defaults={"on": on, "decided_at": clock.now()})[0]


def looked(user: User, *listings: Listing, times: int = 1, at: datetime | None = None) -> list[Look]:
    """What a member has looked at."""
    values: dict[str, Any] = {"times": times, "last_at": at or clock.now()}
    return [Look.objects.update_or_create(user=user, listing=listing, defaults=values)[0] for listing in listings]
