"""One server for all test processes: who uses it is counted by shared locks on a file, which the system drops when a process dies."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol


class Service(Protocol):
    """What can be shared: started into a record of plain data, asked whether it lives, stopped."""

    name: str

    def start(self) -> dict[str, Any]: ...
    def alive(self, record: dict[str, Any]) -> bool: ...
    def stop(self, record: dict[str, Any]) -> None: ...


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold an exclusive lock on the file; other processes wait."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class Shared:
    """A service in use by this process between `enter` and `leave`."""

    def __init__(self, service: Service, folder: Path) -> None:
        """`folder` holds the locks and the record, one set per service."""
        self.service = service
        self.gate = folder / f"{service.name}.start.lock"
        self.users = folder / f"{service.name}.users.lock"
        self.record_file = folder / f"{service.name}.json"
        self.descriptor: int | None = None
        self.first = False

    def enter(self) -> dict[str, Any]:
        """Start the service unless it runs; returns its record. `first` tells whether no other process uses it now."""
        with locked(self.gate):
            self.descriptor = os.open(self.users, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self.first = self._alone()
            fcntl.flock(self.descriptor, fcntl.LOCK_SH)
            record = self._record()
            if record is None or not self.service.alive(record):
                record = self.service.start()
                self.record_file.write_text(json.dumps(record))
            return record

    def leave(self) -> None:
        """Give the service up; the last one stops it."""
        if self.descriptor is None:
            return
        with locked(self.gate):
            fcntl.flock(self.descriptor, fcntl.LOCK_UN)
            if self._alone() and (record := self._record()) is not None:
                self.service.stop(record)
                self.record_file.unlink(missing_ok=True)
            os.close(self.descriptor)
            self.descriptor = None

    def stop_leftover(self) -> bool:
        """Stop a service whose users all died; whether there was one."""
        with locked(self.gate):
            self.descriptor = os.open(self.users, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            record, alone = self._record(), self._alone()
            os.close(self.descriptor)
            self.descriptor = None
            if record is None or not alone:
                return False
            self.service.stop(record)
            self.record_file.unlink(missing_ok=True)
            return True

    def _alone(self) -> bool:
        assert self.descriptor is not None
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        fcntl.flock(self.descriptor, fcntl.LOCK_UN)
        return True

    def _record(self) -> dict[str, Any] | None:
        try:
            return json.loads(self.record_file.read_text())
        except (OSError, ValueError):
            return None
