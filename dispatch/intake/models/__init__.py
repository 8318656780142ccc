"""The tables of the slice."""

from dispatch.intake.models.calls import Call
from dispatch.intake.models.texting import Awaited
from dispatch.intake.models.tickets import OVERDUE_AFTER, Enquiry, Feedback, NumberSeries, Ticket, TicketQuerySet

__all__ = ["OVERDUE_AFTER", "Awaited", "Call", "Enquiry", "Feedback", "NumberSeries", "Ticket", "TicketQuerySet"]
