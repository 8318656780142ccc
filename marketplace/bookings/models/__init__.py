"""The tables of the slice."""

from marketplace.bookings.models.feeds import CalendarFeed
from marketplace.bookings.models.guests import Guest
from marketplace.bookings.models.homes import HomePreferences
from marketplace.bookings.models.objections import Objection
from marketplace.bookings.models.occupation import Assignment
from marketplace.bookings.models.orders import Booking, ChecklistItem, Visit
from marketplace.bookings.models.prices import ChangeRequest, Due, Quote, QuoteLine
from marketplace.bookings.models.processes import AddOn, ProcessStep
from marketplace.bookings.models.rules import Policy, PolicyWindow, ServiceRule
from marketplace.bookings.models.talking import LONGEST_MESSAGE, Message, Thread
from marketplace.bookings.models.waiting import KeptForLine, Waiting, WaitingOffer

__all__ = [
    "LONGEST_MESSAGE",
    "AddOn",
    "Assignment",
    "Booking",
    "CalendarFeed",
    "ChangeRequest",
    "ChecklistItem",
    "Due",
    "Guest",
    "HomePreferences",
    "KeptForLine",
    "Message",
    "Objection",
    "Policy",
    "PolicyWindow",
    "ProcessStep",
    "Quote",
    "QuoteLine",
    "ServiceRule",
    "Thread",
    "Visit",
    "Waiting",
    "WaitingOffer",
]
