"""What comes of follow-ups."""

from core.outbox import Event

FOLLOW_UP_CLOSED = Event("follow_up.closed", ids=("follow_up_id", "booking_id"))
FOLLOW_UP_BAD = Event("follow_up.bad", ids=("follow_up_id", "booking_id"))
