"""How a service type is engaged, and which offers can be."""

from typing import Any

from marketplace.catalog.models import ServiceType
from marketplace.engagements.models import CategoryForm, EngagementRule
from marketplace.listings.models import Listing
from marketplace.listings.states import Side

KEPT = (
    "basis",
    "lives_in",
    "least_units",
    "most_units",
    "trial_days",
    "notice_days",
    "quote_hours",
    "sign_hours",
    "ask_days",
    "assessment_fen",
    "assessment_minutes",
)


def rule_of(service_type_id: int) -> EngagementRule | None:
    """The rule of a service type. One query."""
    return EngagementRule.objects.filter(service_type_id=service_type_id).first()


def terms_of(rule: EngagementRule) -> dict[str, Any]:
    """A rule as an engagement keeps it."""
    return {name: getattr(rule, name) for name in KEPT}


def engageable(listing: Listing) -> bool:
    """Whether an offer is for days: its service type has a rule, and its price is for what the rule counts in. One query."""
    if listing.side != Side.OFFER or listing.service_type_id is None or listing.unit is None:
        return False
    return EngagementRule.objects.filter(service_type_id=listing.service_type_id, basis=listing.unit.code).exists()


def services() -> list[ServiceType]:
    """The service types that can be engaged, in order. One query."""
    return list(ServiceType.objects.filter(engagement_rule__isnull=False).select_related("engagement_rule", "category").order_by("position", "pk"))


def form_of(category_id: int, parent_id: int | None = None) -> CategoryForm | None:
    """The form of a category, else of the one above it. One query."""
    found = {row.category_id: row for row in CategoryForm.objects.filter(category_id__in=[one for one in (category_id, parent_id) if one])}
    return found.get(category_id) or (found.get(parent_id) if parent_id else None)
