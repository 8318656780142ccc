"""What happens to urgent orders. Ids only."""

from core.outbox import Event

CALL_OFFERED = Event("urgent.offered", ids=("call_id", "wave"))
CALL_ESCALATED = Event("urgent.escalated", ids=("call_id",))
CALL_OVERDUE = Event("urgent.overdue", ids=("call_id",))
CALL_TAKEN = Event("urgent.taken", ids=("call_id", "booking_id"))
CALL_FAILED = Event("urgent.failed", ids=("call_id",))
CALL_CANCELLED = Event("urgent.cancelled", ids=("call_id",))
