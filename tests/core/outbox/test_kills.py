"""Q1 and Q2 of the reliability page: a commit is delivered whoever dies, in order per key, effects in the database exactly once.

500 events and 20 kills with NIGHTLY=1, else a part of them.
"""

import multiprocessing
import os
from collections import Counter as Tally
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

from core.models import Counter
from core.outbox import queries
from tests.core.outbox import worker
from tests.waiting import poll

EVENTS, KEYS, KILLS = (500, 25, 20) if os.environ.get("NIGHTLY") else (200, 25, 5)
_fork = multiprocessing.get_context("fork")


def start(work: Callable[..., None], *arguments: Any) -> BaseProcess:
    """A process on this test's database."""
    process = _fork.Process(target=worker.in_child, args=(work, *arguments), daemon=True)
    process.start()
    return process


def ended_well(process: BaseProcess, seconds: float) -> bool:
    """Whether it came to its end."""
    process.join(seconds)
    return process.exitcode == 0


def settle(path: Path, *twin: str, kills: int = 0, seconds: float = 60) -> None:
    """Drain to the end, killing the draining process -9 a number of times on the way."""
    if kills:
        assert ended_well(start(worker.kill_drains, str(path), kills, *twin), 60)
    process = start(worker.drain_for_ever, str(path), *twin)
    try:
        poll(lambda: not (queries.status().new or queries.status().open), timeout=seconds, why="the outbox is empty")
    finally:
        process.kill()
        process.join()


def delivered(path: Path) -> list[tuple[str, int]]:
    """What reached the outside, in order."""
    return [(key, int(number)) for key, number in (line.split() for line in path.read_text().splitlines())]


def out_of_order(lines: list[tuple[str, int]]) -> int:
    """How many first deliveries came after a later one of the same key."""
    seen: set[int] = set()
    last: dict[str, int] = {}
    faults = 0
    for key, number in lines:
        if number in seen:
            continue
        seen.add(number)
        faults += number < last.get(key, -1)
        last[key] = max(number, last.get(key, -1))
    return faults


@pytest.mark.usefixtures("fresh_db")
def test_web_process_killed_right_after_commit(tmp_path: Path) -> None:
    assert ended_well(start(worker.publish_and_die, EVENTS, KEYS), 120)
    settle(tmp_path / "out")
    lines = delivered(tmp_path / "out")
    assert {number for _, number in lines} == set(range(EVENTS))
    assert Counter.objects.filter(name="outbox-test", value=1).count() == EVENTS
    assert out_of_order(lines) == 0


@pytest.mark.usefixtures("fresh_db")
def test_drain_killed_again_and_again(tmp_path: Path) -> None:
    worker.publish_plainly(EVENTS, KEYS)
    settle(tmp_path / "out", kills=KILLS)
    lines = delivered(tmp_path / "out")
    assert {number for _, number in lines} == set(range(EVENTS))
    assert Counter.objects.filter(name="outbox-test", value=1).count() == EVENTS
    assert Counter.objects.filter(name="outbox-test").exclude(value=1).count() == 0
    assert out_of_order(lines) == 0
    assert sum(times - 1 for times in Tally(lines).values()) <= KILLS * 40


@pytest.mark.usefixtures("fresh_db")
def test_twin_that_marks_before_it_sends_loses(tmp_path: Path) -> None:
    worker.publish_plainly(EVENTS, KEYS)
    settle(tmp_path / "out", "ack-first", kills=KILLS)
    assert len({number for _, number in delivered(tmp_path / "out")}) < EVENTS


@pytest.mark.usefixtures("fresh_db")
def test_twin_without_order_overtakes(tmp_path: Path) -> None:
    worker.publish_plainly(150, KEYS)
    settle(tmp_path / "out", "no-order")
    assert out_of_order(delivered(tmp_path / "out")) > 0
