"""The tables of the slice."""

from dispatch.urgent.models.calls import Call
from dispatch.urgent.models.plans import Incident, Plan, PlanRun, PlanTick

__all__ = ["Call", "Incident", "Plan", "PlanRun", "PlanTick"]
