"""Q1 and Q2 of the reliability page: a commit is delivered whoever dies, in order per key, effects in the database exactly once.

500 events and 20 kills with NIGHTLY=1, else a part of them.
"""

import os
import subprocess
import sys
from collections import Counter as Tally
from pathlib import Path

import pytest

from core.models import Counter
from core.outbox import queries
from tests.waiting import poll

EVENTS, KEYS, KILLS = (500, 25, 20) if os.environ.get("NIGHTLY") else (200, 25, 8)


def start(*arguments: str) -> subprocess.Popen[bytes]:
    """Start a worker process on this test's database."""
    command = [sys.executable, "-m", "tests.core.outbox.worker", *arguments]
    return subprocess.Popen(command, env={**os.environ, "OUTBOX_LEASE_SECONDS": "1", "OUTBOX_BATCH": "40"})


def publish(count: int = EVENTS, how: str = "publish-plainly") -> None:
    """Publish in another process; with "publish" from processes that die right after their commit."""
    assert start(how, str(count), str(KEYS)).wait(120) == 0


def settle(path: Path, *twin: str, kills: int = 0, seconds: float = 60) -> None:
    """Drain to the end, killing the draining process -9 a number of times on the way."""
    if kills:
        assert start("kill-drains", str(path), str(kills), *twin).wait(60) == 0
    process = start("drain", str(path), *twin)
    try:
        poll(lambda: not (queries.status().new or queries.status().open), timeout=seconds, why="the outbox is empty")
    finally:
        process.kill()
        process.wait()


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
    publish(how="publish")
    settle(tmp_path / "out")
    lines = delivered(tmp_path / "out")
    assert {number for _, number in lines} == set(range(EVENTS))
    assert Counter.objects.filter(name="outbox-test", value=1).count() == EVENTS
    assert out_of_order(lines) == 0


@pytest.mark.usefixtures("fresh_db")
def test_drain_killed_again_and_again(tmp_path: Path) -> None:
    publish()
    settle(tmp_path / "out", kills=KILLS)
    lines = delivered(tmp_path / "out")
    assert {number for _, number in lines} == set(range(EVENTS))
    assert Counter.objects.filter(name="outbox-test", value=1).count() == EVENTS
    assert Counter.objects.filter(name="outbox-test").exclude(value=1).count() == 0
    assert out_of_order(lines) == 0
    assert sum(times - 1 for times in Tally(lines).values()) <= KILLS * 40


@pytest.mark.usefixtures("fresh_db")
def test_twin_that_marks_before_it_sends_loses(tmp_path: Path) -> None:
    publish()
    settle(tmp_path / "out", "ack-first", kills=KILLS)
    assert len({number for _, number in delivered(tmp_path / "out")}) < EVENTS


@pytest.mark.usefixtures("fresh_db")
def test_twin_without_order_overtakes(tmp_path: Path) -> None:
    publish(150)
    settle(tmp_path / "out", "no-order")
    assert out_of_order(delivered(tmp_path / "out")) > 0
