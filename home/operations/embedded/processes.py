"""Processes known by pid and start: whether one still lives, ending it, and children that do not outlive their parent."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1


def started(pid: int) -> str:
    """The moment the process started, as an opaque text; empty when there is no such process (or only its zombie)."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            return ""
        return "" if fields[0] == "Z" else fields[19]
    shown = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return shown.stdout.strip()


@dataclass(frozen=True)
class Known:
    """A process and the moment it started; equal pids of another start are another process."""

    pid: int
    start: str

    @classmethod
    def of(cls, pid: int) -> "Known":
        """The process that has this pid now."""
        return cls(pid, started(pid))

    @property
    def alive(self) -> bool:
        """Whether this very process still runs."""
        return bool(self.start) and started(self.pid) == self.start

    def send(self, number: int) -> None:
        """Send a signal, unless the process has gone."""
        if self.alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def end(self, *, by: int = signal.SIGTERM, seconds: float = 10) -> None:
        """Ask the process to end, wait up to `seconds`, then kill it."""
        self.send(by)
        if not wait_until(lambda: not self.alive, seconds=seconds):
            self.send(signal.SIGKILL)
            wait_until(lambda: not self.alive, seconds=5)


def wait_until(happened: Callable[[], object], *, seconds: float, every: float = 0.05) -> bool:
    """Ask again and again until `happened()` is true (True) or the time is over (False)."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True


def dies_with_parent(number: int) -> Callable[[], None] | None:
    """A `preexec_fn` by which Linux signals the child when its parent dies, however that dies; None elsewhere."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)

    def ask_for_signal() -> None:
        libc.prctl(PR_SET_PDEATHSIG, number)

    return ask_for_signal
