"""Moments as whole minutes since 1970, and where the city's days begin."""

from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from core import clock

DAY = 24 * 60
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_minute(moment: datetime) -> int:
    """The minute that a moment lies in."""
    return int((moment - EPOCH).total_seconds() // 60)


def to_minute_up(moment: datetime) -> int:
    """The first minute that begins at or after a moment."""
    return -int(-(moment - EPOCH).total_seconds() // 60)


def to_moment(minute: int) -> datetime:
    """The moment at which a minute begins, by the city's clock."""
    return timezone.localtime(EPOCH + timedelta(minutes=minute))


def midnight(day: date) -> int:
    """The minute at which a day begins in the city."""
    return to_minute(clock.midnight(day))


def day_of(minute: int) -> date:
    """The city's day that a minute lies in."""
    return timezone.localdate(EPOCH + timedelta(minutes=minute))


def days(first: date, count: int) -> list[date]:
    """So many days from the first on."""
    return [first + timedelta(days=number) for number in range(count)]
