"""The verbs of questions and feedback."""

from dispatch.intake.services.handling import answer, assign, close, dismiss, reopen, take
from dispatch.intake.services.revealing import reveal_phone
from dispatch.intake.services.sending import ask, send_feedback

__all__ = ["answer", "ask", "assign", "close", "dismiss", "reopen", "reveal_phone", "send_feedback", "take"]
