"""The tables of the slice."""

from marketplace.engagements.models.assessments import HomeAssessment
from marketplace.engagements.models.care import CareEntry, Mood
from marketplace.engagements.models.contracts import Contract, Signature
from marketplace.engagements.models.deals import Deal, OfDeal, named
from marketplace.engagements.models.engagements import Candidate, Engagement, Stay
from marketplace.engagements.models.prices import EngagementDue, EngagementQuote, Period
from marketplace.engagements.models.rules import CategoryForm, EngagementRule
from marketplace.engagements.models.substitutes import Substitute

__all__ = [
    "Candidate",
    "CareEntry",
    "CategoryForm",
    "Contract",
    "Deal",
    "Engagement",
    "EngagementDue",
    "EngagementQuote",
    "EngagementRule",
    "HomeAssessment",
    "Mood",
    "OfDeal",
    "Period",
    "Signature",
    "Stay",
    "Substitute",
    "named",
]
