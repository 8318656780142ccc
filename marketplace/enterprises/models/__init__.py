"""Enterprises and what is agreed with them and said about them."""

from marketplace.enterprises.models.agreements import Agreement
from marketplace.enterprises.models.assessments import Assessment
from marketplace.enterprises.models.enterprises import Enterprise, QualificationFile
from marketplace.enterprises.models.outlets import Outlet, OutletHours

__all__ = ["Agreement", "Assessment", "Enterprise", "Outlet", "OutletHours", "QualificationFile"]
