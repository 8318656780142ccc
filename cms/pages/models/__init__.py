"""Pages of a special shape, and what editors put onto pages for a time."""

from cms.pages.models.labour import LabourIndexPage, LabourPartnerPage, RecruitmentBrochurePage
from cms.pages.models.legal import LegalPage
from cms.pages.models.placement import Advert, Announcement, Banner, Placement, PlacementDay

__all__ = [
    "Advert",
    "Announcement",
    "Banner",
    "LabourIndexPage",
    "LabourPartnerPage",
    "LegalPage",
    "Placement",
    "PlacementDay",
    "RecruitmentBrochurePage",
]
