"""J1: events per second through the drain, beside a raw SKIP LOCKED pop of 200 and one Celery task per event."""

import os
import subprocess
import sys
import time

import pytest
import redis as redis_client
from django.db import connection, transaction

from core.outbox import Event, on
from core.outbox.drain import drain_once
from core.outbox.registry import HANDLERS
from tests.bench.ratios import compare, wall_seconds
from tests.waiting import poll

THING = Event("bench.thing", ids=("number",))
EVENTS = 5_000
FILL = "INSERT INTO outbox_outboxevent (name, key, ids) SELECT 'bench.thing', 'thing:' || n %% 500, jsonb_build_object('number', n) FROM generate_series(1, %s) AS n"
POP = """
UPDATE outbox_outboxevent SET dispatched_at = clock_timestamp() WHERE id IN (
  SELECT id FROM outbox_outboxevent WHERE dispatched_at IS NULL ORDER BY id LIMIT 200 FOR UPDATE SKIP LOCKED) RETURNING id, name, key, ids
"""


def fill(count: int = EVENTS) -> None:
    """Commit events, not measured."""
    with connection.cursor() as cursor:
        cursor.execute(FILL, [count])


@pytest.fixture
def one_handler():
    """Only one batch handler that does nothing, as the floor does nothing."""
    before = dict(HANDLERS)
    HANDLERS.clear()
    on(THING, batch=True)(lambda deliveries: None)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_outboxevent SET dispatched_at = now() WHERE dispatched_at IS NULL")
    yield
    HANDLERS.clear()
    HANDLERS.update(before)


def drained() -> float:
    """Seconds for all events through the drain."""
    fill()

    def work() -> None:
        while drain_once():
            pass

    return wall_seconds(work)


def popped() -> float:
    """Seconds for all events by the raw statement, one commit per 200."""
    fill()

    def work() -> None:
        while True:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(POP)
                if not cursor.fetchall():
                    return

    return wall_seconds(work)


@pytest.mark.usefixtures("fresh_db", "one_handler")
def test_drain_beside_raw_skip_locked() -> None:
    ratio = compare("outbox drain time ÷ raw SKIP LOCKED pop-200 time", drained, popped)
    assert ratio.median <= 2.0


@pytest.mark.usefixtures("fresh_db", "one_handler")
def test_drain_beside_a_celery_task_per_event(redis_url: str) -> None:
    client = redis_client.Redis.from_url(redis_url)
    environment = {**os.environ, "BENCH_REDIS": redis_url}
    worker = subprocess.Popen([sys.executable, "-m", "celery", "-A", "tests.bench.celery_peer", "worker", "-c", "2", "--loglevel", "ERROR"], env=environment)
    os.environ["BENCH_REDIS"] = redis_url
    from tests.bench.celery_peer import count

    count_events = 500

    def tasks() -> float:
        client.set("bench", 0)
        start = time.perf_counter()
        for number in range(count_events):
            count.delay(number)
        poll(lambda: int(client.get("bench")) >= count_events, timeout=120, every=0.002)
        return (time.perf_counter() - start) / count_events

    try:
        ratio = compare("Celery task per event ÷ outbox drain, per event", tasks, lambda: drained() / EVENTS, rounds=5)
    finally:
        worker.terminate()
        worker.wait()
    assert ratio.median >= 10
