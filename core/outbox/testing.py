"""For tests: drain to the end in this process."""

from core.outbox.drain import drain_once


def drain_all(limit: int = 100) -> int:
    """Drain until nothing is left to do now; returns how many passes it took. Raises AssertionError when a handler failed."""
    for passes in range(limit):
        drained = drain_once()
        if drained.failed:
            raise AssertionError(f"{drained.failed} outbox tasks failed")
        if not drained:
            return passes
    raise AssertionError("the outbox does not come to rest")
