"""Redis: one shared server, a database number of its own for each test process; or a private server that a test may kill."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import redis

from tests.services.place import TEST_DIR, free_port, program
from tests.services.server import Server, end_recorded, record_alive, recorded

DATABASES = 128


def missing() -> str:
    """What is not installed; empty when Redis can run."""
    return "" if program("redis-server") else "redis-server"


def server(port: int, folder: Path, *, dies_with_us: bool = True, durable: bool = False) -> Server:
    """A Redis server, not started. `durable`: with an append-only file, so that kill -9 keeps what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--databases", str(DATABASES), "--dir", str(folder), "--save", ""]
    command += ["--appendonly", "yes" if durable else "no"]
    return Server(command, log=TEST_DIR / "log" / "redis.log", ready=lambda: answers(port), dies_with_us=dies_with_us, seconds=20)


def answers(port: int) -> bool:
    """Whether PING is answered."""
    with redis.Redis(host="127.0.0.1", port=port, socket_timeout=1, socket_connect_timeout=1) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False


class SharedRedis:
    """Redis as a shared service."""

    name = "redis"

    def start(self) -> dict[str, Any]:
        """Start it on a free port."""
        port = free_port()
        return recorded(server(port, TEST_DIR / "redis", dies_with_us=False).start(), port=port)

    def alive(self, record: dict[str, Any]) -> bool:
        """Whether it answers."""
        return record_alive(record) and answers(record["port"])

    def stop(self, record: dict[str, Any]) -> None:
        """Stop it."""
        end_recorded(record)


@contextmanager
def own_number() -> Iterator[int]:
    """A database number that no other test process uses now."""
    folder = TEST_DIR / "redis"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, DATABASES):
        descriptor = os.open(folder / f"{number}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            continue
        try:
            yield number
        finally:
            os.close(descriptor)
        return
    raise AssertionError("no free Redis database number")
