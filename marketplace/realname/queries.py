"""Reads of real names."""

from typing import Any

from marketplace.realname.models import RealName
from marketplace.workers import identity


def of_member(user_id: int | None) -> RealName | None:
    """One's own. One query."""
    return RealName.objects.filter(user_id=user_id).first() if user_id is not None else None


def own_data(user_id: int) -> list[dict[str, Any]]:
    """What is stored about a person here; the number is masked in the copy too, for the copy leaves the site."""
    row = of_member(user_id)
    if row is None:
        return []
    return [{"state": row.state, "name": row.name, "number": identity.masked(row.number), "submitted_at": row.submitted_at, "decided_at": row.decided_at}]
