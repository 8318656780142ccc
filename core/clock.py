"""The one place that reads the clock, and where days begin. Only edges (views, commands, tasks) call it; services are given `now`."""

from datetime import date, datetime, time
from functools import lru_cache

from django.utils import timezone


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()


@lru_cache(maxsize=2048)
def midnight(day: date) -> datetime:
    """The moment at which a day begins in the city."""
    return timezone.make_aware(datetime.combine(day, time.min))
