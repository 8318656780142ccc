"""What goes on beside a test, each in a thread of its own: people who search, somebody who writes."""

import threading
import time
from collections.abc import Callable
from typing import Self

from django.db import connection


class Meanwhile:
    """Does each work again and again until the block ends. A work returns how many seconds it rests; one that fails ends, and is told in `errors`.

    `begun` and `seconds`: when it began (monotonic) and how long it went on.
    """

    def __init__(self, *works: Callable[[], float]) -> None:
        """Nothing runs yet."""
        self.stop = threading.Event()
        self.errors: list[Exception] = []
        self.begun = self.seconds = 0.0
        self.threads = [threading.Thread(target=self._repeat, args=(work,)) for work in works]

    def __enter__(self) -> Self:
        """Begin."""
        self.begun = time.monotonic()
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, and wait for what is being done."""
        self.stop.set()
        for thread in self.threads:
            thread.join()
        self.seconds = time.monotonic() - self.begun

    def _repeat(self, work: Callable[[], float]) -> None:
        try:
            while not self.stop.wait(work()):
                pass
        except Exception as error:  # told to the test
            self.errors.append(error)
        finally:
            connection.close()
