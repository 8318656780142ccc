"""The slice's API."""

from marketplace.enterprises.api.enterprises import (
    ApplicationDecision,
    ApplicationDetail,
    ApplicationFile,
    ApplicationFiles,
    Applications,
    ApplicationStep,
    EnterpriseDetail,
    Enterprises,
)
from marketplace.enterprises.api.outlets import Outlets

__all__ = [
    "ApplicationDecision",
    "ApplicationDetail",
    "ApplicationFile",
    "ApplicationFiles",
    "ApplicationStep",
    "Applications",
    "EnterpriseDetail",
    "Enterprises",
    "Outlets",
]
