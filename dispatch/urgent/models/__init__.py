"""The tables of the slice."""

from dispatch.urgent.models.orders import UrgentOrder
from dispatch.urgent.models.plans import Incident, Plan, PlanRun, PlanTick

__all__ = ["Incident", "Plan", "PlanRun", "PlanTick", "UrgentOrder"]
