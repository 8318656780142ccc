"""The shipped warranties."""

from pathlib import Path

from core.reference import missing, read_json, reference
from marketplace.catalog.models import ServiceType
from marketplace.warranty.models import WarrantyRule

RULES = Path(__file__).parent / "data" / "rules.json"


@reference("warranty.rules", order=34)
def load_rules() -> int:
    """The warranties of the service types of the catalogue; the others have none."""
    rows = missing("warranty_rule", read_json(RULES), code="service_type")
    kinds = {kind.code: kind for kind in ServiceType.objects.filter(code__in=[row["service_type"] for row in rows])}
    made = [WarrantyRule(service_type=kinds[row["service_type"]], days=row["days"]) for row in rows if row["service_type"] in kinds]
    WarrantyRule.objects.bulk_create(made)
    return len(made)
