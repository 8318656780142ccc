"""What staff and health checks ask of the outbox."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import connection

from core.outbox import sql


@dataclass(frozen=True, slots=True)
class Status:
    """How much is waiting, how much stopped, and the age in seconds of the oldest that waits."""

    new: int
    open: int
    dead: int
    oldest_seconds: float

    def as_dict(self) -> dict[str, float]:
        """For --json."""
        return asdict(self)


def status() -> Status:
    """The state of the outbox. One query."""
    with connection.cursor() as cursor:
        cursor.execute(sql.STATUS)
        new, open_, dead, oldest_new, oldest_open = cursor.fetchone()
    return Status(new, open_, dead, round(max(float(oldest_new), float(oldest_open)), 3))


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What is still open of a stretch of events, and what has stopped."""

    open: int
    dead: int


def last_event() -> int:
    """The id of the newest event; 0 when there is none. One query."""
    with connection.cursor() as cursor:
        cursor.execute(sql.LAST_EVENT)
        return cursor.fetchone()[0]


def unfinished(after: int, upto: int) -> Unfinished:
    """What of the events with `after` < id ≤ `upto` is not done. One query."""
    with connection.cursor() as cursor:
        cursor.execute(sql.UNFINISHED, {"after": after, "upto": upto})
        return Unfinished(*cursor.fetchone())


def retry_dead(task_ids: list[int]) -> int:
    """Put stopped tasks back to pending; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(sql.RETRY_DEAD, [task_ids])
        return cursor.rowcount


def purge(now: datetime, keep: timedelta = timedelta(days=30)) -> int:
    """Delete events that are done for longer than `keep`, at most 10,000; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(sql.PURGE, [now - keep])
        return cursor.rowcount
