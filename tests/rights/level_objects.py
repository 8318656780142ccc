"""Builders of members' levels: one's own, or a stranger's."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from core import clock
from marketplace.levels.models import MemberLevel
from tests.marketplace.levels.factories import give
from tests.rights.built import FOREIGN, OWN, Builder, Built, letters
from tests.rights.world import World


def level_grant(world: World, role: str, relation: str, state: str) -> Built | None:
    """A level that somebody has."""
    person = {OWN: world.people[role], FOREIGN: world.stranger}.get(relation)
    if person is None:
        return None
    row = give(person)
    return Built({"number": row.pk}, letters(relation), row)


def _issue(world: World, role: str, built: Built | None) -> dict[str, Any]:
    level, day = MemberLevel.objects.get(code="gold"), timezone.localdate(clock.now())
    return {"phone": world.stranger.phone, "level": level.pk, "starts_on": str(day), "months": "12", "reason": "老客户，投诉处理得耽误了"}


def _terms(world: World, role: str, built: Built | None) -> dict[str, Any]:
    level, day = MemberLevel.objects.get(code="gold"), timezone.localdate(clock.now())
    worth = {"discount_share": "6", "priority": "3", "points_share": "120", "orders_needed": "8", "perks": "电话进来先接"}
    return {"level": level.pk, "starts_on": str(day), **worth}


BUILDERS: dict[str, Builder] = {"level_grant": level_grant}
BODIES: dict[str, Callable[[World, str, Built | None], dict[str, Any]]] = {
    "marketplace_levels POST": _terms,
    "marketplace_level_grants_issue POST": _issue,
    "marketplace_level_grant_withdraw POST": lambda world, role, built: {"note": "给错了人，重新给"},
}
