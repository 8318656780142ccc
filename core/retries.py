"""A deadlock or a failed serialisation is nobody's fault: tried again, around the outermost transaction, then 503."""

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, transaction

from core.errors import Unavailable

AGAIN = {"40P01", "40001"}
TRIES = 3
P = ParamSpec("P")
R = TypeVar("R")


def retried(function: Callable[P, R]) -> Callable[P, R]:
    """Decorator: 40P01 and 40001 are tried again three times with a growing pause; inside a transaction they go up to whoever opened it."""

    @wraps(function)
    def tried(*args: P.args, **named: P.kwargs) -> R:
        for turn in range(TRIES):
            try:
                return function(*args, **named)
            except OperationalError as error:
                if not _worth_it(error):
                    raise
                time.sleep(random.uniform(0.01, 0.05) * (turn + 1))  # noqa: S311 (spread, no secret)
        try:
            return function(*args, **named)
        except OperationalError as error:
            if not _worth_it(error):
                raise
            raise Unavailable from error

    return tried


def _worth_it(error: OperationalError) -> bool:
    return getattr(error.__cause__, "pgcode", "") in AGAIN and not transaction.get_connection().in_atomic_block
