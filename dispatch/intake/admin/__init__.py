"""Staff screens of the slice."""

from dispatch.intake.admin.tickets import DESKS, EnquiryIndex, FeedbackIndex, assign, decide_on, detail, reveal

__all__ = ["DESKS", "EnquiryIndex", "FeedbackIndex", "assign", "decide_on", "detail", "reveal"]
