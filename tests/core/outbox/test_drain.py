"""The drain's rules, one by one."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from core.outbox import Delivery, Event, deliver, on, publish, queries
from core.outbox.drain import MAX_ATTEMPTS, dispatch, drain_once
from core.outbox.models import OutboxEvent, OutboxTask
from core.outbox.registry import HANDLERS
from core.outbox.testing import drain_all

pytestmark = pytest.mark.django_db
THING = Event("test.thing", ids=("number",))


@pytest.fixture(autouse=True)
def only_own_handlers() -> Iterator[None]:
    """Handlers of the slices stay out of these tests."""
    before = dict(HANDLERS)
    HANDLERS.clear()
    yield
    HANDLERS.clear()
    HANDLERS.update(before)


def say(number: int, key: str = "thing:1") -> int:
    """Publish one event."""
    with transaction.atomic():
        return publish(THING, key=key, number=number)


def due_now() -> None:
    """Let every waiting task be due."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_outboxtask SET not_before = now() - interval '1 hour' WHERE state = 'pending'")


def test_rolled_back_with_its_cause() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        publish(THING, key="thing:1", number=1)
        _ = 1 / 0
    assert not OutboxEvent.objects.filter(name="test.thing").exists()


def test_carries_just_the_declared_ids() -> None:
    with pytest.raises(TypeError, match="carries"), transaction.atomic():
        publish(THING, key="thing:1", number=1, phone="13800000000")


@pytest.mark.django_db(transaction=True)
def test_refuses_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="inside a transaction"):
        publish(THING, key="thing:1", number=1)


def test_each_handler_gets_each_event_once_in_order() -> None:
    seen: list[tuple[str, int]] = []
    on(THING)(lambda delivery: seen.append(("on", delivery.ids["number"])))

    @deliver(THING)
    def outside(delivery: Delivery) -> None:
        seen.append(("deliver", delivery.ids["number"]))

    for number in range(5):
        say(number)
    drain_all()
    drain_all()
    assert [number for kind, number in seen if kind == "on"] == list(range(5))
    assert [number for kind, number in seen if kind == "deliver"] == list(range(5))


def test_batch_and_coalesce() -> None:
    batches: list[list[tuple[str, int]]] = []

    @on(THING, batch=True, coalesce=True)
    def refresh(deliveries: list[Delivery]) -> None:
        batches.append([(item.key, item.ids["number"]) for item in deliveries])

    for number in range(6):
        say(number, key=f"thing:{number % 2}")
    drain_all()
    assert batches == [[("thing:0", 4), ("thing:1", 5)]]
    assert OutboxTask.objects.count() == 0


def test_failure_holds_back_its_key_and_no_other() -> None:
    seen: list[tuple[str, int]] = []
    broken = True

    @deliver(THING)
    def send(delivery: Delivery) -> None:
        if broken and delivery.key == "thing:bad":
            raise ConnectionError("gateway away")
        seen.append((delivery.key, delivery.ids["number"]))

    for number in range(3):
        say(number, key="thing:bad")
        say(number, key="thing:good")
    drain_once()
    say(3, key="thing:bad")
    drain_once()
    assert seen == [("thing:good", 0), ("thing:good", 1), ("thing:good", 2)]
    first = OutboxTask.objects.get(key="thing:bad", event__ids__number=0)
    assert (first.state, first.attempts) == ("pending", 1)
    assert "gateway away" in first.error
    broken = False
    due_now()
    drain_all()
    assert [number for key, number in seen if key == "thing:bad"] == [0, 1, 2, 3]


def test_database_handler_that_fails_leaves_nothing_and_keeps_order() -> None:
    seen: list[int] = []
    broken = True

    @on(THING)
    def note(delivery: Delivery) -> None:
        OutboxEvent.objects.filter(pk=delivery.id).update(name="test.touched")
        if broken:
            raise ValueError("not yet")
        seen.append(delivery.ids["number"])

    say(1)
    drain_once()
    say(2)
    drain_once()
    assert not OutboxEvent.objects.filter(name="test.touched").exists()
    broken = False
    due_now()
    drain_all()
    assert seen == [1, 2]


def test_dead_after_its_last_attempt_and_retried_by_staff() -> None:
    broken = True
    seen: list[int] = []

    @deliver(THING)
    def send(delivery: Delivery) -> None:
        if broken and delivery.ids["number"] == 1:
            raise ConnectionError("gateway away")
        seen.append(delivery.ids["number"])

    say(1)
    for _ in range(MAX_ATTEMPTS):
        drain_once()
        due_now()
    task = OutboxTask.objects.get()
    assert (task.state, task.attempts) == ("dead", MAX_ATTEMPTS)
    say(2)
    drain_all()
    assert seen == [2]
    broken = False
    assert queries.retry_dead([task.pk]) == 1
    drain_all()
    assert seen == [2, 1]


def test_an_expired_lease_is_taken_again() -> None:
    seen: list[int] = []

    @deliver(THING)
    def send(delivery: Delivery) -> None:
        seen.append(delivery.ids["number"])

    say(1)
    say(2)
    dispatch(10_000)
    OutboxTask.objects.filter(event__ids__number=1).update(state="leased", leased_until="2100-01-01T00:00Z")
    drain_once()
    assert seen == []
    OutboxTask.objects.filter(event__ids__number=1).update(leased_until="2000-01-01T00:00Z")
    drain_all()
    assert seen == [1, 2]


def test_status_counts_what_waits() -> None:
    say(1)
    status = queries.status()
    assert status.new >= 1
    assert status.oldest_seconds >= 0
