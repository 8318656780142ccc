"""What happens to questions and feedback."""

from core.outbox import Event

FEEDBACK_RECEIVED = Event("feedback.received", ids=("feedback_id",))
FEEDBACK_ANSWERED = Event("feedback.answered", ids=("feedback_id",))
CONSULTATION_RECEIVED = Event("consultation.received", ids=("consultation_id",))
CONSULTATION_ANSWERED = Event("consultation.answered", ids=("consultation_id",))
