"""The shipped rules: which services are done in series."""

from pathlib import Path

from core.reference import missing, read_json, reference
from marketplace.catalog.models import ServiceType
from marketplace.series.models import SeriesRule

RULES = Path(__file__).parent / "data" / "rules.json"


@reference("series.rules", order=33)
def load_rules() -> int:
    """The rhythms of the service types of the catalogue; the others are booked one by one."""
    rows = missing("series_rule", read_json(RULES), code="service_type")
    kinds = {kind.code: kind for kind in ServiceType.objects.filter(code__in=[row["service_type"] for row in rows])}
    made = [SeriesRule(**{**row, "service_type": kinds[row["service_type"]]}) for row in rows if row["service_type"] in kinds]
    SeriesRule.objects.bulk_create(made)
    return len(made)
