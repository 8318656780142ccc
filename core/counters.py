"""Counts that limit something: exact under load, committed before they are checked.

One UPSERT per hit in a durable transaction, so that a refused or rolled-back request still counts (calling it inside another
transaction raises). In the full mode Redis counts instead (INCR and expiry in one script); when the counter store is down the
answer is `Unavailable`: limits fail closed.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

import redis
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from core.errors import RateLimited, Unavailable

UPSERT = """
INSERT INTO core_counter (name, key, window_start, expires_at, value) VALUES (%s, %s, %s, %s, 1)
ON CONFLICT (name, key, window_start) DO UPDATE SET value = core_counter.value + 1 RETURNING value
"""
INCR = "local n = redis.call('INCR', KEYS[1]) if n == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end return n"


@dataclass(frozen=True, slots=True)
class Count:
    """The count after a hit, whether it is within the limit, and the seconds until the window ends."""

    value: int
    allowed: bool
    retry_after: int


def hit(name: str, key: str, *, limit: int, window_seconds: int, now: datetime) -> Count:
    """Count one try of `key` in the current fixed window and say whether it is within `limit`. Raises Unavailable when the store is down."""
    start = int(now.timestamp()) // window_seconds * window_seconds
    window_start = datetime.fromtimestamp(start, tz=UTC)
    ends = window_start + timedelta(seconds=window_seconds)
    value = _hit_redis(name, key, start, window_seconds) if settings.REDIS_URL else _hit_database(name, key, window_start, ends)
    return Count(value, value <= limit, max(1, int((ends - now).total_seconds()) + 1))


def require_within(name: str, key: str, *, limit: int, window_seconds: int, now: datetime, message: str = "") -> Count:
    """`hit`, raising RateLimited beyond the limit."""
    count = hit(name, key, limit=limit, window_seconds=window_seconds, now=now)
    if not count.allowed:
        raise RateLimited(message, retry_after=count.retry_after)
    return count


def _hit_database(name: str, key: str, window_start: datetime, ends: datetime) -> int:
    try:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute(UPSERT, [name, key[:200], window_start, ends])
            return cursor.fetchone()[0]
    except DatabaseError as error:
        raise Unavailable from error


def _hit_redis(name: str, key: str, start: int, window_seconds: int) -> int:
    try:
        return int(_redis().eval(INCR, 1, f"count:{name}:{key}:{start}", window_seconds + 1))
    except redis.RedisError as error:
        raise Unavailable from error


@cache
def _redis() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)


def forget_expired(now: datetime) -> int:
    """Delete counters whose window is over; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_counter WHERE expires_at < %s", [now])
        return cursor.rowcount
