"""The verbs of questions and feedback."""

from dispatch.intake.services.calling import answer_call, end_unanswered, hang_up, note_outcome, over, ring
from dispatch.intake.services.handling import answer, assign, close, dismiss, reopen, take
from dispatch.intake.services.revealing import reveal_phone
from dispatch.intake.services.sending import ask, send_feedback
from dispatch.intake.services.texting import read_sms

__all__ = [
    "answer",
    "answer_call",
    "ask",
    "assign",
    "close",
    "dismiss",
    "end_unanswered",
    "hang_up",
    "note_outcome",
    "over",
    "read_sms",
    "reopen",
    "reveal_phone",
    "ring",
    "send_feedback",
    "take",
]
