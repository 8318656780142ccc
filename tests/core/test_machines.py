"""Every pair of state and event of every machine: legal ones move with one history and one audit row, illegal ones change nothing."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from core.access import ANONYMOUS, system_actor
from core.audit.models import AuditEntry
from core.errors import DomainError, IllegalTransition, Invalid
from core.management.commands.states import document
from core.models import StateHistory
from core.states import MACHINES, Machine, available, history_of, move
from tests.machine_rows import ROWS

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
PAIRS = [(name, state, event) for name, (machine, _) in sorted(MACHINES.items()) for state in sorted(machine.states) for event in sorted(machine.events)]


def test_every_model_with_a_machine_is_registered_and_has_a_row() -> None:
    with_machine = {machine.name for model in apps.get_models() if isinstance(machine := getattr(model, "machine", None), Machine)}
    assert with_machine == set(MACHINES) == set(ROWS)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "state"), sorted({pair[:2] for pair in PAIRS}))
def test_every_event_in_a_state(name: str, state: str) -> None:
    machine, _ = MACHINES[name]
    row = ROWS[name](state)
    for event in sorted(machine.events):
        with transaction.atomic():
            row.refresh_from_db()
            wrong = _wrong(row, machine, state, event)
            transaction.set_rollback(True)
        assert not wrong, (name, state, event, wrong)


def _wrong(row: Any, machine: Machine, state: str, event: str) -> str:
    """What is not as the table says when this event happens in this state."""
    moves, acts = StateHistory.objects.count(), AuditEntry.objects.count()
    step = machine.transitions.get((state, event))
    try:
        move(row, event, actor=system_actor(), now=NOW, note="原因")
    except IllegalTransition:
        if step is not None:
            return "refused"
    else:
        if step is None:
            return "not refused"
    row.refresh_from_db()
    if getattr(row, machine.field) != (step.to if step else state):
        return f"became {getattr(row, machine.field)}"
    done = step is not None
    if (StateHistory.objects.count() - moves, AuditEntry.objects.count() - acts) != (done, done):
        return "history or audit"
    last = history_of(row).last() if step else None
    return "" if last is None or (last.from_state, last.event, last.to_state, last.note) == (state, event, step.to, "原因") else "history says otherwise"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "state", "event"), [pair for pair in PAIRS if (step := MACHINES[pair[0]][0].transitions.get(pair[1:])) and step.note_required]
)
def test_a_required_note_is_required(name: str, state: str, event: str) -> None:
    row = ROWS[name](state)
    with pytest.raises(Invalid):
        move(row, event, actor=system_actor(), now=NOW, note="  ")
    row.refresh_from_db()
    assert getattr(row, row.machine.field) == state


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "state"), sorted({pair[:2] for pair in PAIRS}))
def test_nobody_moves_anything_and_is_offered_nothing(name: str, state: str) -> None:
    row = ROWS[name](state)
    assert available(row, ANONYMOUS) == []
    for event in sorted(MACHINES[name][0].events):
        with pytest.raises(DomainError) as refused:
            move(row, event, actor=ANONYMOUS, now=NOW, note="原因")
        assert refused.value.status in {401, 403, 404}
    row.refresh_from_db()
    assert getattr(row, row.machine.field) == state


def test_the_page_in_the_docs_is_the_code() -> None:
    assert (Path(__file__).parents[2] / "docs" / "reference" / "states.md").read_text(encoding="utf-8") == document()
