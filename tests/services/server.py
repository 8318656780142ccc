"""One server process of the suite: started with a command, waited for, killed, started again on the same port."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from home.operations.embedded.processes import Known, dies_with_parent


class Server:
    """A process with a log. `ready` tells whether it serves; `dies_with_us` ties its life to this process."""

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        log: Path,
        ready: Callable[[], bool],
        environment: dict[str, str] | None = None,
        seconds: float = 180,
        dies_with_us: bool = True,
    ) -> None:
        """Nothing is started yet."""
        self.command = [str(part) for part in command]
        self.log = log
        self.ready = ready
        self.environment = environment or {}
        self.seconds = seconds
        self.dies_with_us = dies_with_us
        self.process: subprocess.Popen | None = None

    @property
    def pid(self) -> int:
        """The process id; only while it runs."""
        assert self.process is not None, "not started"
        return self.process.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def start(self, *, wait: bool = True) -> "Server":
        """Start the process; AssertionError with the end of its log when it does not become ready."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.environment},
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGTERM) if self.dies_with_us else None,
            )
        if wait:
            self.wait()
        return self

    def wait(self) -> None:
        """Wait until the server is ready."""
        deadline = time.monotonic() + self.seconds
        while not self.ready():
            if not self.alive or time.monotonic() > deadline:
                tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-25:])
                ended = f"ended with {self.process.poll()}" if self.process else "was not started"
                self.kill()
                raise AssertionError(f"{self.command[0]} {ended} or was not ready after {self.seconds} s:\n{tail}")
            time.sleep(0.05)

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Kill -9 (or another signal) of the whole group, and wait for its end."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, number)
            self.process.wait()

    def stop(self, *, seconds: float = 20) -> None:
        """Ask the server to end; kill it when it does not."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=seconds)
            except subprocess.TimeoutExpired:
                self.kill()


def end_recorded(record: dict) -> None:
    """End a shared server by its record (pid and start)."""
    Known(record["pid"], record["start"]).end(seconds=20)


def recorded(server: Server, **more: object) -> dict:
    """The record of a running server, for the other test processes."""
    known = Known.of(server.pid)
    return {"pid": known.pid, "start": known.start, **more}


def record_alive(record: dict) -> bool:
    """Whether the recorded process still runs."""
    return Known(record["pid"], record["start"]).alive
