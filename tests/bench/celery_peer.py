"""The peer of J1: one Celery task per event."""

import os

import redis
from celery import Celery

app = Celery("peer", broker=os.environ["BENCH_REDIS"])
app.conf.update(task_ignore_result=True, task_acks_late=True, worker_prefetch_multiplier=1)
client = redis.Redis.from_url(os.environ["BENCH_REDIS"])


@app.task
def count(number: int) -> None:
    """As little as the drain's handler does, and a mark that it happened."""
    client.incr("bench")
