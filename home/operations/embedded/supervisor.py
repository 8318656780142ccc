"""Keeps the web server and the background process running: one that ends is started again, at once, then at growing intervals."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from home.operations.embedded.processes import dies_with_parent, wait_until

FIRST_DELAY = 0.5
LONGEST_DELAY = 30.0
HEALTHY_AFTER = 60.0
LOG_LIMIT = 10 * 1024 * 1024


class Child:
    """One supervised program in a process group of its own, so that the terminal's Ctrl-C reaches only us."""

    def __init__(self, name: str, command: Sequence[str], *, environment: Mapping[str, str], base: Path, log: Path | None) -> None:
        """Nothing is started yet. Without a log the program writes to our terminal."""
        self.name = name
        self.command = list(command)
        self.environment = dict(environment)
        self.base = base
        self.log = log
        self.process: subprocess.Popen | None = None
        self.failures = 0
        self.started_at = 0.0
        self.not_before = 0.0

    def start(self) -> None:
        """Start the program."""
        if self.log and self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.rename(self.log.with_suffix(".log.1"))
        with contextlib.ExitStack() as stack:
            out = stack.enter_context(self.log.open("ab")) if self.log else None
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=self.environment, cwd=self.base,
                start_new_session=True, preexec_fn=dies_with_parent(signal.SIGTERM),
            )  # fmt: skip
        self.started_at = time.monotonic()

    @property
    def ended(self) -> bool:
        """Whether it was started and has ended."""
        return self.process is not None and self.process.poll() is not None

    def signal_group(self, number: int) -> None:
        """Send a signal to the program and its workers."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    def stop(self, *, seconds: float) -> None:
        """End the program and its workers."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            wait_until(lambda: self.ended, seconds=seconds)
        self.signal_group(signal.SIGKILL)
        self.process.wait()

    def last_log_line(self) -> str:
        """The last line that the program wrote."""
        try:
            lines = self.log.read_text(errors="replace").strip().splitlines() if self.log else []
        except OSError:
            lines = []
        return lines[-1] if lines else ""


class Supervisor:
    """Several children, started in order, watched, stopped in the same order."""

    def __init__(self, children: Sequence[Child], *, stop_seconds: float = 10) -> None:
        """Nothing is started yet."""
        self.children = list(children)
        self.stop_seconds = stop_seconds

    def start(self) -> None:
        """Start all."""
        for child in self.children:
            child.start()

    def watch(self) -> list[str]:
        """Start again what ended; the names of those that had just ended. Call it a few times a second."""
        now, died = time.monotonic(), []
        for child in self.children:
            if not child.ended:
                continue
            if child.not_before == 0:
                child.failures = 1 if now - child.started_at > HEALTHY_AFTER else child.failures + 1
                child.not_before = now + min(FIRST_DELAY * 2 ** (child.failures - 1), LONGEST_DELAY)
                child.signal_group(signal.SIGKILL)  # workers that outlived their master would hold the port
                died.append(child.name)
            if now >= child.not_before:
                child.not_before = 0
                child.start()
        return died

    def stop(self) -> None:
        """Stop all, in the order they were started."""
        for child in self.children:
            child.stop(seconds=self.stop_seconds)
