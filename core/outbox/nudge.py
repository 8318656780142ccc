"""A hint to drain soon. It may be lost: the drain looks every second anyway."""

from functools import cache
from typing import Any

import redis
from django.conf import settings

CHANNEL = "outbox-nudge"


def nudge() -> None:
    """In the full mode, ask a worker to drain, at most five times a second; embedded, the background process polls and needs no hint."""
    if not settings.REDIS_URL:
        return
    client = _client()
    if client.set(CHANNEL, 1, nx=True, px=200):
        _drain_task().apply_async(ignore_result=True, retry=False)


@cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)


@cache
def _drain_task() -> Any:
    from celery import current_app

    return current_app.signature("core.outbox.drain")
