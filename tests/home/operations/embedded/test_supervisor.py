"""The supervisor on real processes: what dies is started again, what is stopped leaves nothing behind."""

import os
import signal
import sys
import time

import pytest

from home.operations.embedded import record
from home.operations.embedded.processes import Known, wait_until
from home.operations.embedded.supervisor import Child, Supervisor
from tests.waiting import poll

# A program with a worker of its own, which ignores the polite signal.
PARENT = """
import signal, subprocess, sys, time
worker = subprocess.Popen([sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"])
print(worker.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def supervisor(tmp_path):
    environment = {**os.environ, record.MARK: record.mark(tmp_path)}
    child = Child("worker", [sys.executable, "-c", PARENT], environment=environment, base=tmp_path, log=tmp_path / "log")
    running = Supervisor([child], stop_seconds=0.5)
    running.start()
    yield running
    running.stop()


def test_a_dead_child_is_started_again(supervisor):
    child = supervisor.children[0]
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    poll(lambda: child.ended)
    assert supervisor.watch() == ["worker"]
    poll(lambda: supervisor.watch() == [] and not child.ended)
    assert child.process.pid != first


def test_it_waits_longer_each_time(supervisor):
    child, delays = supervisor.children[0], []
    for _ in range(3):
        os.kill(child.process.pid, signal.SIGKILL)
        poll(lambda: child.ended)
        supervisor.watch()
        delays.append(round(child.not_before - time.monotonic(), 1))
        child.not_before = time.monotonic()
        supervisor.watch()
    assert delays == [0.5, 1.0, 2.0]


def test_nothing_of_the_group_is_left(supervisor, tmp_path):
    child = supervisor.children[0]
    worker = Known.of(int(poll((tmp_path / "log").read_text)))
    assert worker.alive
    supervisor.stop()
    assert wait_until(lambda: not worker.alive, seconds=5)
    assert child.ended


def test_leftovers_are_found_by_their_mark(supervisor, tmp_path):
    worker = Known.of(int(poll((tmp_path / "log").read_text)))
    os.kill(supervisor.children[0].process.pid, signal.SIGKILL)
    assert worker in record.marked_processes(tmp_path)
    assert record.end_marked(tmp_path) >= 1
    assert not worker.alive
    assert record.marked_processes(tmp_path) == []
