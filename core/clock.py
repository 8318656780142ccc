"""The one place that reads the clock. Only edges (views, commands, tasks) call it; services are given `now`."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()
