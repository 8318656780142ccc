"""What the board finds out."""

from core.outbox import Event

VISIT_LATE = Event("visit.late", ids=("late_id", "worker_id", "booking_id"))
LATE_EXCUSED = Event("visit.late_excused", ids=("late_id", "worker_id"))
