"""The tables of the slice."""

from marketplace.workers.models.calendar import CalendarException, WeeklyHours
from marketplace.workers.models.checks import SpotCheck
from marketplace.workers.models.papers import Paper, PaperKind, PaperState
from marketplace.workers.models.people import Skill, Worker
from marketplace.workers.models.stations import Station

__all__ = ["CalendarException", "Paper", "PaperKind", "PaperState", "Skill", "SpotCheck", "Station", "WeeklyHours", "Worker"]
