"""What happens to questions and feedback."""

from core.outbox import Event

FEEDBACK_RECEIVED = Event("feedback.received", ids=("feedback_id",))
FEEDBACK_ANSWERED = Event("feedback.answered", ids=("feedback_id",))
CALL_RANG = Event("call.rang", ids=("call_id",))
CALL_ANSWERED = Event("call.answered", ids=("call_id",))
CALL_ENDED = Event("call.ended", ids=("call_id",))
CONSULTATION_RECEIVED = Event("consultation.received", ids=("consultation_id",))
CONSULTATION_ANSWERED = Event("consultation.answered", ids=("consultation_id",))
