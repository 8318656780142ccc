"""Many ask at once: each gets a number of his own (CMP-11). One UPSERT decides; the twin reads and adds."""

import re

from core import clock
from core.access import system_actor
from dispatch.intake.models import Feedback
from dispatch.intake.services import send_feedback
from tests.races.harness import must_show, race, without


def send(number: int) -> list[str]:
    """One who sends four."""
    now = clock.now()
    return [send_feedback(kind="praise", text="收拾得真干净。", actor=system_actor("test"), now=now).number for _ in range(4)]


def read_and_add(prefix: str, *, now) -> str:
    """What the number would be without the counter: the highest so far, and one."""
    last = max((int(number.split("-")[1]) for number in Feedback.objects.values_list("number", flat=True)), default=0)
    return f"{prefix}20261122-{last + 1:04d}"


def test_everybody_gets_a_number_of_his_own(fresh_db: str) -> None:
    outcomes = race(send, contenders=8)
    assert outcomes.errors == {}
    numbers = [number for outcome in outcomes.succeeded for number in outcome.value]
    assert len(set(numbers)) == len(numbers) == Feedback.objects.count() == 32
    assert all(re.fullmatch(r"FK\d{8}-\d{4}", number) for number in numbers)
    assert sorted(int(number[-4:]) for number in numbers) == list(range(1, 33))


def test_twin_that_reads_and_adds_meets_itself(fresh_db: str) -> None:
    with without("dispatch.intake.services.sending.next_number", read_and_add):
        shown = must_show(lambda: race(send, contenders=8), lambda outcomes: "IntegrityError" in outcomes.errors)
    assert Feedback.objects.count() < 32
    assert set(shown.errors) == {"IntegrityError"}
