"""What happens to redos. Ids only."""

from core.outbox import Event

REDO_ASKED = Event("redo.asked", ids=("redo_id", "booking_id"))
REDO_OBJECTED = Event("redo.objected", ids=("redo_id", "booking_id"))
REDO_DECIDED = Event("redo.decided", ids=("redo_id", "booking_id"))
