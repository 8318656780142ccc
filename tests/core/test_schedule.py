"""The schedule table: due jobs run once, a failing one does not stop the next, both engines read one table."""

from datetime import UTC, datetime, timedelta

import pytest

from core import schedule
from core.celery_tasks import beat_schedule
from core.models import ScheduleRun

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.django_db
def test_runs_when_due_and_only_then() -> None:
    ran: list[int] = []
    job = schedule.Job("test.count", timedelta(minutes=5), lambda: ran.append(1))
    assert schedule.run_if_due(job, NOW)
    assert not schedule.run_if_due(job, NOW + timedelta(minutes=4))
    assert schedule.run_if_due(job, NOW + timedelta(minutes=5))
    assert len(ran) == 2


@pytest.mark.django_db
def test_what_is_due_is_read_at_once(monkeypatch: pytest.MonkeyPatch, django_assert_num_queries) -> None:
    often, seldom = (schedule.Job(f"test.{name}", timedelta(minutes=every), lambda: None) for name, every in (("often", 1), ("seldom", 60)))
    monkeypatch.setattr(schedule, "SCHEDULE", {job.name: job for job in (often, seldom)})
    with django_assert_num_queries(1):
        assert schedule.due(NOW) == [often, seldom]
    for job in (often, seldom):
        schedule.run_if_due(job, NOW)
    assert schedule.due(NOW + timedelta(seconds=59)) == []
    assert schedule.due(NOW + timedelta(minutes=1)) == [often]


@pytest.mark.django_db
def test_a_failure_is_noted_and_tried_at_its_next_time() -> None:
    def fail() -> None:
        raise ValueError("no")

    job = schedule.Job("test.fail", timedelta(minutes=5), fail)
    assert schedule.run_if_due(job, NOW)
    assert ScheduleRun.objects.get(name="test.fail").result == "ValueError: no"
    assert schedule.run_if_due(job, NOW + timedelta(minutes=5))


def test_beat_and_background_process_read_the_same_table() -> None:
    table = schedule.load()
    beat = beat_schedule()
    assert set(beat) == set(table) | {"outbox.drain"}
    assert all(beat[name]["schedule"] == job.every for name, job in table.items())


def test_two_jobs_with_one_name_are_refused() -> None:
    schedule.scheduled("test.twice", every=timedelta(1))(test_runs_when_due_and_only_then)
    with pytest.raises(RuntimeError, match=r"test\.twice"):
        schedule.scheduled("test.twice", every=timedelta(1))(test_two_jobs_with_one_name_are_refused)
    del schedule.SCHEDULE["test.twice"]
