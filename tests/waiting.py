"""Waiting in tests: ask until it is so, with a deadline; no test sleeps."""

import time
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")


def poll(until: Callable[[], Answer], timeout: float = 10, every: float = 0.05, why: str = "") -> Answer:
    """Call `until` until it answers something true and return that; AssertionError with the last answer after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while True:
        answer = until()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"not so after {timeout} s: {why or getattr(until, '__name__', until)} (last answer: {answer!r})")
        time.sleep(every)
