"""The whole number of an enterprise, for staff who have to call."""

from datetime import datetime

from core.access import Actor, require
from core.audit.services import record
from core.errors import Invalid
from marketplace.enterprises.models import Enterprise


def reveal_phone(enterprise: Enterprise, *, reason: str, actor: Actor, now: datetime) -> str:
    """The whole number, for somebody with the right and a reason; leaves an audit row. Raises Forbidden, Invalid."""
    require(actor, "reveal", enterprise)
    if not reason.strip():
        raise Invalid(fields={"note": ["请写明原因。"]})
    record(actor, function="enterprise.reveal_phone", obj=enterprise, detail={"reason": reason.strip()[:500]}, now=now)
    return enterprise.phone
