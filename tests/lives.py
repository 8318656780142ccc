"""Random lives: a property that holds after each step of whatever may happen, a few times in the quick form and often with NIGHTLY=1.

The many are told in rounds, each a test of its own: what a round has written is rolled back before the next begins (in one transaction
thousands of lives become slower and slower), and several processes share the rounds.
"""

import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

NIGHTLY = bool(os.environ.get("NIGHTLY"))
A_ROUND = 25


def lives(few: int, many: int, **drawn: SearchStrategy) -> Callable[[Callable[..., None]], Callable[[int], None]]:
    """Make a test of a function that is given what is `drawn`: `few` examples, or at least `many` with NIGHTLY=1. It may use the database."""

    def told(life: Callable[..., None]) -> Callable[[int], None]:
        def test(part: int) -> None:
            examples = A_ROUND if NIGHTLY else few
            phases = [phase for phase in Phase if not (NIGHTLY and phase is Phase.reuse)]
            settings(max_examples=examples, deadline=None, phases=phases, suppress_health_check=[HealthCheck.too_slow])(given(**drawn)(life))()

        for name in ("__name__", "__qualname__", "__doc__", "__module__"):
            setattr(test, name, getattr(life, name))
        marked: Any = pytest.mark.parametrize("part", range(-(-many // A_ROUND) if NIGHTLY else 1))(test)
        return pytest.mark.django_db(marked)

    return told
