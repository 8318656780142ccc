"""Races: separate processes that wait at a barrier and then do the same thing at the same moment, and the twin that must fail.

A race proves something only if the same race *without* the protection shows the fault. So each race test has a twin that takes the
protection away (`without`), makes the window wide (`paused`), and calls `must_show`. Processes are forked: what a twin patches in
the test process is patched in the contenders, and in nothing else.

    def test_two_buyers_one_slot(fresh_db):
        outcomes = race(lambda number: place_booking(...), contenders=8)
        assert len(outcomes.succeeded) == 1

    def test_twin_without_the_lock_sells_twice(fresh_db):
        with without("marketplace.bookings.services.lock_workers"), paused("marketplace.bookings.services.check_free", after=0.05):
            must_show(lambda: race(..., contenders=8), lambda outcomes: len(outcomes.succeeded) > 1)
"""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import Empty
from typing import Any
from unittest.mock import patch

from django.db import connection, connections
from django.utils.module_loading import import_string

from core.forked import leave_connections_to_the_parent

_fork = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Outcome:
    """What one contender got: a value, or the name and text of the error it met."""

    number: int
    value: Any = None
    error: str = ""
    message: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Outcomes:
    """All outcomes of a race, by contender."""

    all: list[Outcome] = field(default_factory=list)

    @property
    def succeeded(self) -> list[Outcome]:
        """Those without an error."""
        return [each for each in self.all if not each.error]

    @property
    def failed(self) -> list[Outcome]:
        """Those with an error."""
        return [each for each in self.all if each.error]

    @property
    def errors(self) -> dict[str, int]:
        """Error name → how many met it."""
        return {name: sum(each.error == name for each in self.failed) for name in {each.error for each in self.failed}}


def race(contend: Callable[[int], Any], *, contenders: int = 8, timeout: float = 60) -> Outcomes:
    """Run `contend(number)` in that many processes at the same moment, each on its own database connection.

    The test must work on a committed database (`fresh_db`). Values come back by pickle. AssertionError when one does not answer.
    """
    connections.close_all()
    barrier, answers = _fork.Barrier(contenders), _fork.Queue()
    processes = [_fork.Process(target=_contender, args=(number, contend, barrier, answers, timeout), daemon=True) for number in range(contenders)]
    for process in processes:
        process.start()
    try:
        outcomes = _collect(answers, contenders, timeout)
    finally:
        for process in processes:
            process.join(timeout=5)
            if process.is_alive():
                process.kill()
                process.join()
    return Outcomes(sorted(outcomes, key=lambda each: each.number))


def _collect(answers: Any, contenders: int, timeout: float) -> list[Outcome]:
    outcomes: list[Outcome] = []
    deadline = time.monotonic() + timeout
    while len(outcomes) < contenders:
        try:
            outcomes.append(answers.get(timeout=max(0.01, deadline - time.monotonic())))
        except Empty:
            raise AssertionError(f"{contenders - len(outcomes)} of {contenders} contenders did not answer within {timeout} s") from None
    return outcomes


def _contender(number: int, contend: Callable[[int], Any], barrier: Any, answers: Any, timeout: float) -> None:
    leave_connections_to_the_parent()
    connection.ensure_connection()
    barrier.wait(timeout)
    begun = time.monotonic()
    try:
        value = contend(number)
        answers.put(Outcome(number, value=value, seconds=time.monotonic() - begun))
    except Exception as error:  # every error is an outcome
        answers.put(Outcome(number, error=type(error).__name__, message=str(error), seconds=time.monotonic() - begun))
    finally:
        connections.close_all()


@contextmanager
def without(path: str, instead: Callable[..., Any] | None = None) -> Iterator[None]:
    """Take a protection away: the function at this dotted path does nothing (or `instead`) while the context lasts."""
    with patch(path, instead or (lambda *_, **__: None)):
        yield


@contextmanager
def paused(path: str, *, before: float = 0, after: float = 0) -> Iterator[None]:
    """Make the window of a race wide: the function at this path waits `before` and `after` its work (seconds)."""
    original = import_string(path)

    def slowly(*arguments: Any, **named: Any) -> Any:
        time.sleep(before)
        try:
            return original(*arguments, **named)
        finally:
            time.sleep(after)

    with patch(path, slowly):
        yield


def must_show(attempt: Callable[[], Outcomes], is_fault: Callable[[Outcomes], bool], *, tries: int = 10) -> Outcomes:
    """Repeat the unprotected race until the fault shows. AssertionError when it never does: then the race proves nothing."""
    for _ in range(tries):
        outcomes = attempt()
        if is_fault(outcomes):
            return outcomes
    raise AssertionError(f"the fault did not show in {tries} unprotected races")
