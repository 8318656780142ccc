"""The shipped schedules of services that are asked about more than once."""

from core.reference import missing, reference
from dispatch.followups.models import FollowRule
from marketplace.catalog.models import ServiceType

SHIPPED = {
    "home-repair": [1, 30],
    "appliance-repair": [1, 30],
    "furniture-repair": [1, 30],
    "newborn-care": [1, 3, 7],
    "cleaning-deep": [1, 7],
    "cleaning-move-in": [1, 7],
}


@reference("followups.rules", order=41)
def load_rules() -> int:
    """Repairs again after a month, mother and child often."""
    rows = missing("follow_rule", [{"code": code, "days": days} for code, days in SHIPPED.items()])
    kinds = {kind.code: kind for kind in ServiceType.objects.filter(code__in=[row["code"] for row in rows])}
    made = [FollowRule(service_type=kinds[row["code"]], days=row["days"]) for row in rows if row["code"] in kinds]
    FollowRule.objects.bulk_create(made)
    return len(made)
