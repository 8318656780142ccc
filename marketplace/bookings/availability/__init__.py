"""Is this worker free for this job at this address: one answer for the slot list, booking, moving and dispatch (availability.md).

One query reads what bounds and what occupies; the rest is arithmetic on whole minutes since 1970. Free time is never stored.
"""

from marketplace.bookings.availability.jobs import Job, Place
from marketplace.bookings.availability.ranges import days_period, missing_over, refusals_of_days
from marketplace.bookings.availability.reading import Calendar, read
from marketplace.bookings.availability.reasons import Reason, able_at, refusals
from marketplace.bookings.availability.rules import Rule, rule_of
from marketplace.bookings.availability.slots import Slot, guard, slots, starts_for

__all__ = [
    "Calendar",
    "Job",
    "Place",
    "Reason",
    "Rule",
    "Slot",
    "able_at",
    "days_period",
    "guard",
    "missing_over",
    "read",
    "refusals",
    "refusals_of_days",
    "rule_of",
    "slots",
    "starts_for",
]
