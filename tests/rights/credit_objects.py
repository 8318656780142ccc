"""Builders of credit: an enterprise's, as its public page names it, and as staff read it."""

from core import clock
from marketplace.credit import services
from marketplace.credit.models import Standing
from tests.rights.built import FOREIGN, OWN, SHOWN, TENANT, Built, letters
from tests.rights.world import EMPLOYED, World


def credit(world: World, role: str, relation: str, state: str) -> Built | None:
    """How an enterprise stands: the organisation's, or a stranger's."""
    if relation == OWN or (relation == TENANT and role not in EMPLOYED):
        return None
    firm = world.enterprises[role] if relation == TENANT else world.strange
    services.count_again("enterprise", [firm.pk], now=clock.now())
    return Built({"kind": "enterprise", "number": firm.pk}, letters(relation, "p"), Standing.objects.get(kind="enterprise", number=firm.pk))


def credit_of(world: World, role: str, relation: str, state: str) -> Built | None:
    """An admitted enterprise, as its public page names it."""
    return Built({"kind": "enterprise", "number": world.strange.pk}, None) if relation in (FOREIGN, SHOWN) else None


BUILDERS = {"credit": credit, "credit_of": credit_of}
