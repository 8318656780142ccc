"""Who runs on a VAR_DIR: a lock held by the running `up`, a record for `stop`, and a mark by which its processes are found.

The mark is an environment variable that every child inherits, so that a leftover is found even when its parents were killed.
"""

import fcntl
import hashlib
import json
import os
import signal
from pathlib import Path
from typing import Any

from home.operations.embedded.errors import EmbeddedError
from home.operations.embedded.processes import Known, wait_until

MARK = "YOULIN_RUN"


def mark(var_dir: Path) -> str:
    """The value of MARK for this VAR_DIR."""
    return hashlib.sha256(str(var_dir).encode()).hexdigest()[:16]


class RunLock:
    """At most one `up` on a VAR_DIR; the system drops the lock when the process dies."""

    def __init__(self, var_dir: Path) -> None:
        """Nothing is locked yet."""
        self.file = var_dir / "up.lock"
        self.record_file = var_dir / "up.json"
        self.descriptor: int | None = None

    def take(self) -> None:
        """Take the lock; EmbeddedError with the address of the running site when another holds it."""
        self.descriptor = os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise EmbeddedError(f"已经在运行：{self.read().get('address', '正在启动')}（make stop 可停止）") from None

    def held_by_another(self) -> bool:
        """Whether an `up` runs now."""
        if not self.file.exists():
            return False
        descriptor = os.open(self.file, os.O_RDWR | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False

    def write(self, **facts: Any) -> None:
        """Note who we are and where the site is."""
        known = Known.of(os.getpid())
        self.record_file.write_text(json.dumps({"pid": known.pid, "start": known.start, **facts}))

    def read(self) -> dict[str, Any]:
        """What the last `up` noted."""
        try:
            return json.loads(self.record_file.read_text())
        except (OSError, ValueError):
            return {}


def marked_processes(var_dir: Path) -> list[Known]:
    """The living processes that an `up` on this VAR_DIR started (Linux; elsewhere none is found), except this one and its parents."""
    wanted = f"{MARK}={mark(var_dir)}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                found.append(Known.of(int(folder.name)))
        except OSError:
            continue
    return [known for known in found if known.alive and known.pid != os.getpid()]


def end_marked(var_dir: Path) -> int:
    """End the leftovers of an `up` that was killed; how many there were."""
    found = marked_processes(var_dir)
    for known in found:
        known.send(signal.SIGTERM)
    wait_until(lambda: not any(known.alive for known in found), seconds=8)
    for known in found:
        known.end(by=signal.SIGKILL, seconds=5)
    return len(found)
