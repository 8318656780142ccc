"""The verbs of questions and feedback."""

from dispatch.intake.services.awaiting import forget_awaited
from dispatch.intake.services.calling import answer_call, end_unanswered, hang_up, note_outcome, over, ring
from dispatch.intake.services.desk import Wanted, accept_for, ask_by_sms, cancel_for, close_talks_of, hold_for, move_for, record_consultation, save_consultation
from dispatch.intake.services.handling import answer, assign, close, dismiss, reopen, take
from dispatch.intake.services.revealing import reveal_phone
from dispatch.intake.services.sending import ask, send_feedback
from dispatch.intake.services.speaking import Talk, is_at_desk, is_going_on, looking, require_desk
from dispatch.intake.services.texting import read_sms

__all__ = [
    "Talk",
    "Wanted",
    "accept_for",
    "answer",
    "answer_call",
    "ask",
    "ask_by_sms",
    "assign",
    "cancel_for",
    "close",
    "close_talks_of",
    "dismiss",
    "end_unanswered",
    "forget_awaited",
    "hang_up",
    "hold_for",
    "is_at_desk",
    "is_going_on",
    "looking",
    "move_for",
    "note_outcome",
    "over",
    "read_sms",
    "record_consultation",
    "reopen",
    "require_desk",
    "reveal_phone",
    "ring",
    "save_consultation",
    "send_feedback",
    "take",
]
