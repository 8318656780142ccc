"""The race harness shows a lost update when nothing protects, and none when a lock does."""

import asyncio
import time

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from tests.races import harness

CONTENDERS = 6


def lock(row_id: int) -> None:
    """The protection under test."""
    ContentType.objects.select_for_update().get(pk=row_id)


def append_one(row_id: int) -> None:
    """Read, think, write: loses what another wrote meanwhile, unless the row is locked."""
    with transaction.atomic():
        lock(row_id)
        row = ContentType.objects.get(pk=row_id)
        time.sleep(0.02)
        ContentType.objects.filter(pk=row_id).update(model=row.model + "x")


@pytest.fixture
def row(fresh_db):
    return ContentType.objects.create(app_label="race", model="")


def run(row) -> int:
    harness.race(lambda number: append_one(row.pk), contenders=CONTENDERS)
    row.refresh_from_db()
    return len(row.model)


def test_locked_updates_are_all_kept(row):
    assert run(row) == CONTENDERS


def test_twin_without_the_lock_loses_updates(row):
    with harness.without("tests.races.test_harness.lock"):
        lost = harness.must_show(lambda: harness.Outcomes([harness.Outcome(0, value=run(row))]), lambda got: got.all[0].value < CONTENDERS)
    assert lost.all[0].value < CONTENDERS


def test_errors_are_outcomes(fresh_db):
    def odd_fails(number: int) -> int:
        if number % 2:
            raise ValueError(number)
        return number

    outcomes = harness.race(odd_fails, contenders=4)
    assert [each.value for each in outcomes.succeeded] == [0, 2]
    assert outcomes.errors == {"ValueError": 2}


def test_a_pause_widens_the_window():
    with harness.paused("tests.races.test_harness.run", before=0.05), harness.without("tests.races.harness.race"):
        begun = time.monotonic()
        with pytest.raises(AttributeError):
            run(None)
    assert time.monotonic() - begun >= 0.05


def _asks(number: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::int", [number])
        return cursor.fetchone()[0]


def test_a_browser_in_the_parent_lends_nobody_its_connection(fresh_db: str) -> None:
    """What was open before the browser's event loop began is hidden from `close_all`, and comes back in each contender.

    A browser leaves its loop "running" in the thread that started it (Playwright's greenlets); here a loop stands in for it.
    """
    before, loop = asyncio._get_running_loop(), asyncio.new_event_loop()
    try:
        asyncio._set_running_loop(None)
        connection.close()  # this process may have begun a browser long ago: what is hidden belongs to a database of another test
        assert _asks(1) == 1
        asyncio._set_running_loop(loop)
        found = harness.race(_asks, contenders=8)
        asyncio._set_running_loop(None)
        connection.close()
    finally:
        asyncio._set_running_loop(before)
        loop.close()
    assert found.errors == {}
