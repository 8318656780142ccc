"""How we measure: interleaved rounds in one run, the median of the pairwise ratios with its range, never a bare time."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ratio:
    """Ours ÷ the floor or peer, over rounds."""

    name: str
    median: float
    low: float
    high: float
    rounds: int

    @classmethod
    def of(cls, name: str, ratios: list[float]) -> "Ratio":
        """The median of what each round gave."""
        return cls(name, statistics.median(ratios), min(ratios), max(ratios), len(ratios))

    def __str__(self) -> str:
        return f"{self.name}: {self.median:.2f} (min {self.low:.2f}, max {self.high:.2f}, {self.rounds} rounds)"


def cpu_seconds(work: Callable[[], object], times: int) -> float:
    """CPU time of this process per call."""
    start = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - start) / times


def wall_seconds(work: Callable[[], object]) -> float:
    """Wall time of one call, for work that happens in the database."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(name: str, ours: Callable[[], float], other: Callable[[], float], *, rounds: int = 7) -> Ratio:
    """A B A B …: each callable measures itself and returns seconds. The first round warms up and is thrown away."""
    ours(), other()
    found = Ratio.of(name, [ours() / other() for _ in range(rounds)])
    print(found, flush=True)
    return found
