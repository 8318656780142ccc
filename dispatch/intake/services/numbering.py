"""Numbers that people can say on the telephone: ZX20261122-0042, counted afresh each day.

One UPSERT in the transaction of the record: the row of the day is locked until commit, so two that come at once get two numbers, and
one that is rolled back gives its number back.
"""

from datetime import datetime

from django.db import connection
from django.utils import timezone

TAKE = """
INSERT INTO intake_numberseries (series, last) VALUES (%s, 1)
ON CONFLICT (series) DO UPDATE SET last = intake_numberseries.last + 1 RETURNING last
"""


def series_of(prefix: str, now: datetime) -> str:
    """ZX20261122."""
    return f"{prefix}{timezone.localdate(now):%Y%m%d}"


def next_number(prefix: str, *, now: datetime) -> str:
    """The next number of the day, at least four digits. In the caller's transaction; locks the row of the day till its end."""
    series = series_of(prefix, now)
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [series])
        return f"{series}-{cursor.fetchone()[0]:04d}"
