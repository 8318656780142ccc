"""What happens to accident cases."""

from core.outbox import Event

ACCIDENT_REPORTED = Event("accident.reported", ids=("case_id", "booking_id"))
ACCIDENT_ASSIGNED = Event("accident.assigned", ids=("case_id", "booking_id"))
ACCIDENT_CLOSED = Event("accident.closed", ids=("case_id", "booking_id"))
