"""The whole number of whoever asked, for staff who have to call."""

from datetime import datetime

from core.access import Actor, require
from core.audit.services import record
from core.errors import Invalid
from dispatch.intake.models import Ticket


def reveal_phone(row: Ticket, *, reason: str, actor: Actor, now: datetime) -> str:
    """The whole number, for somebody with the right and a reason; leaves an audit row. Raises Forbidden, Invalid."""
    require(actor, "reveal", row)
    if not reason.strip():
        raise Invalid(fields={"note": ["请写明原因。"]})
    record(actor, function=f"{row.machine.name}.reveal_phone", obj=row, detail={"reason": reason.strip()[:500]}, now=now)  # type: ignore[attr-defined]
    return row.phone
