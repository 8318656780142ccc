"""Builders of policies: of the organisation, or of strangers."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from core import clock
from marketplace.insurance.models import InsurancePolicy
from tests.marketplace.insurance.factories import liability, make_insurer, make_policy
from tests.rights.built import OWN, TENANT, Built, letters
from tests.rights.world import EMPLOYED, World


def policy(world: World, role: str, relation: str, state: str) -> Built | None:
    """A policy."""
    if (relation == TENANT and role not in EMPLOYED) or relation == OWN:
        return None
    row = make_policy(world.enterprises[role] if relation == TENANT else world.strange, state=state or "pending")
    return Built({"number": row.pk}, letters(relation), row)


def _form(world: World, role: str, built: Built | None) -> dict[str, Any]:
    today = timezone.localdate(clock.now())
    known = {"insurer": make_insurer().pk, "kind": liability().pk, "number": f"PZ9{InsurancePolicy.objects.count():05d}", "sum": "500000"}
    return {**known, "starts_on": str(today), "ends_on": str(today + timedelta(days=300))}


BUILDERS = {"policy": policy}
BODIES = {
    "insurance:new POST": _form,
    "marketplace_policy_decide#1 POST": lambda world, role, built: {"note": "保单查不到。"},
    "marketplace_policy_decide#2 POST": lambda world, role, built: {"note": "企业退保了。"},
    "marketplace_insurers:add POST": lambda world, role, built: {"name": "京安财产保险", "claims_phone": "95511", "active": "on"},
    "marketplace_insurers:edit POST": lambda world, role, built: {"name": "安心财产保险", "claims_phone": "95500", "active": "on"},
}
