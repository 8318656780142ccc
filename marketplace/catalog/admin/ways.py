"""The ways in and out that stand above a list."""

from typing import Any

from django.db.models import Model

from core.access import can, current_actor
from marketplace.catalog.tables import TABLES


def table_of(model: type[Model]) -> dict[str, Any]:
    """The table of a model and whether the actor may bring one in; empty for a model that has none."""
    table = next((table for table in TABLES.values() if table.model is model), None)
    return {"sheet": table, "may_bring_in": can(current_actor(), "create", model)} if table else {}
