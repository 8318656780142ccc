"""Builders of real names: one's own, or a stranger's."""

from collections.abc import Callable
from typing import Any

from marketplace.realname.models import RealName
from tests.marketplace.realname.factories import make_name
from tests.marketplace.workers.factories import id_number
from tests.rights.built import FOREIGN, OWN, Builder, Built, letters
from tests.rights.world import World


def real_name(world: World, role: str, relation: str, state: str) -> Built | None:
    """What a member handed in."""
    person = {OWN: world.people[role], FOREIGN: world.stranger}.get(relation)
    if person is None:
        return None
    RealName.objects.filter(user=person).delete()
    row = make_name(user=person, state=state or "pending")
    return Built({"number": row.pk}, letters(relation), row)


BUILDERS: dict[str, Builder] = {"real_name": real_name}
BODIES: dict[str, Callable[[World, str, Built | None], dict[str, Any]]] = {
    "realname:mine POST": lambda world, role, built: {"name": "陈敏", "number": id_number()},
    "marketplace_real_name_reveal POST": lambda world, role, built: {"note": "照片上的号码看不清"},
    "marketplace_real_name_decide POST": lambda world, role, built: {"note": "名字和号码对不上。"},
}
