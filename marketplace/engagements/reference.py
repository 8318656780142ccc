"""The shipped rules: how each long service is engaged, and what an assessor asks by category."""

from pathlib import Path

from core.reference import missing, read_json, reference
from marketplace.catalog.models import Category, ServiceType
from marketplace.engagements.models import CategoryForm, EngagementRule

RULES = Path(__file__).parent / "data" / "rules.json"
FORMS = RULES.with_name("forms.json")


@reference("engagements.rules", order=32)
def load_rules() -> int:
    """How the service types of the catalogue are engaged; the others cannot be."""
    rows = missing("engagement_rule", read_json(RULES), code="service_type")
    kinds = {kind.code: kind for kind in ServiceType.objects.filter(code__in=[row["service_type"] for row in rows])}
    made = [EngagementRule(**{**row, "service_type": kinds[row["service_type"]]}) for row in rows if row["service_type"] in kinds]
    EngagementRule.objects.bulk_create(made)
    return len(made)


@reference("engagements.forms", order=32)
def load_forms() -> int:
    """What is asked in homes of a category, and where a care log is kept."""
    rows = missing("category_form", read_json(FORMS), code="category")
    known = {category.code: category for category in Category.objects.filter(code__in=[row["category"] for row in rows])}
    made = [CategoryForm(**{**row, "category": known[row["category"]]}) for row in rows if row["category"] in known]
    CategoryForm.objects.bulk_create(made)
    return len(made)
