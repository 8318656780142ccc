"""Counters: exact when many processes hit at once (R4 in quick form)."""

import multiprocessing
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from core import counters
from core.errors import RateLimited

NOW = datetime(2026, 11, 22, 10, 0, 30, tzinfo=UTC)
LIMIT, PROCESSES, EACH = 60, 6, 40


def _hit_many(barrier, results) -> None:
    connection.close()
    barrier.wait()
    results.put(sum(counters.hit("race", "one", limit=LIMIT, window_seconds=60, now=NOW).allowed for _ in range(EACH)))
    connection.close()


@pytest.mark.usefixtures("fresh_db")
def test_exactly_the_limit_passes_under_load() -> None:
    connection.close()
    context = multiprocessing.get_context("fork")
    barrier, results = context.Barrier(PROCESSES), context.Queue()
    processes = [context.Process(target=_hit_many, args=(barrier, results)) for _ in range(PROCESSES)]
    for process in processes:
        process.start()
    allowed = sum(results.get(timeout=60) for _ in processes)
    for process in processes:
        process.join()
    assert allowed == LIMIT


def _read_then_write(barrier, results) -> None:
    """The twin: look first, write after, as a cache-based throttle does."""
    connection.close()
    barrier.wait()
    passed = 0
    for _ in range(EACH):
        with connection.cursor() as cursor:
            cursor.execute("SELECT value FROM core_counter WHERE name = 'twin'")
            value = cursor.fetchone()[0]
            if value < LIMIT:
                cursor.execute("UPDATE core_counter SET value = %s WHERE name = 'twin'", [value + 1])
                passed += 1
    results.put(passed)
    connection.close()


@pytest.mark.usefixtures("fresh_db")
def test_twin_that_looks_before_it_counts_lets_more_through() -> None:
    counters.hit("twin", "one", limit=LIMIT, window_seconds=60, now=NOW)
    connection.close()
    context = multiprocessing.get_context("fork")
    barrier, results = context.Barrier(PROCESSES), context.Queue()
    processes = [context.Process(target=_read_then_write, args=(barrier, results)) for _ in range(PROCESSES)]
    for process in processes:
        process.start()
    allowed = sum(results.get(timeout=60) for _ in processes)
    for process in processes:
        process.join()
    assert allowed > LIMIT


@pytest.mark.django_db
def test_windows_and_retry_after() -> None:
    first = counters.hit("w", "k", limit=1, window_seconds=60, now=NOW)
    second = counters.hit("w", "k", limit=1, window_seconds=60, now=NOW)
    assert (first.allowed, second.allowed) == (True, False)
    assert 1 <= second.retry_after <= 60
    assert counters.hit("w", "k", limit=1, window_seconds=60, now=NOW + timedelta(seconds=60)).allowed
    assert counters.hit("w", "other", limit=1, window_seconds=60, now=NOW).allowed
    with pytest.raises(RateLimited) as caught:
        counters.require_within("w", "k", limit=1, window_seconds=60, now=NOW)
    assert caught.value.retry_after >= 1


@pytest.mark.django_db
def test_expired_counters_go() -> None:
    counters.hit("old", "k", limit=1, window_seconds=60, now=NOW)
    assert counters.forget_expired(NOW) == 0
    assert counters.forget_expired(NOW + timedelta(minutes=2)) >= 1


@pytest.mark.usefixtures("fresh_db")
def test_refuses_to_count_inside_a_transaction_that_may_roll_back() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        counters.hit("w", "k", limit=1, window_seconds=60, now=NOW)
