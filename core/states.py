"""State machines as data, and the only thing that moves them.

A machine is a table (from, event) → Transition. `move` is the only mover: it locks the row, asks the right, checks the table,
writes the new state, one history row and one audit row, in the caller's transaction or its own. From the same table come the
picture in the docs, "what may I do next" and one test over every pair.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from core.access import Actor, can, require
from core.audit.services import entry
from core.errors import IllegalTransition, Invalid
from core.models import StateHistory
from core.writing import Writing

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Transition:
    """One legal move: where to, which verb of the row's resource it needs, how it is called on a button."""

    to: str
    right: str
    label: str = ""
    note_required: bool = False


@dataclass(frozen=True, slots=True)
class Machine:
    """A named machine over one field of one model."""

    name: str
    field: str
    initial: str
    transitions: Mapping[tuple[str, str], Transition]
    longest_note: int = 500

    @property
    def states(self) -> frozenset[str]:
        """Every state that the table names."""
        return frozenset({self.initial, *(start for start, _ in self.transitions), *(move.to for move in self.transitions.values())})

    @property
    def events(self) -> frozenset[str]:
        """Every event that the table names."""
        return frozenset(event for _, event in self.transitions)

    def mermaid(self) -> str:
        """The machine as a Mermaid state diagram, for the docs."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [f"    {start} --> {move.to}: {event}" for (start, event), move in sorted(self.transitions.items())]
        return "\n".join(lines)


MACHINES: dict[str, tuple[Machine, type[models.Model]]] = {}


def register(model: type[Row]) -> type[Row]:
    """Class decorator: note a model with a `machine`, so that tests and docs find it."""
    machine: Machine = model.machine  # type: ignore[attr-defined]
    MACHINES[machine.name] = (machine, model)
    return model


def available(obj: Any, actor: Actor) -> list[tuple[str, Transition]]:
    """The moves that the actor may make now: (event, transition), in table order."""
    state = getattr(obj, obj.machine.field)
    return [(event, step) for (start, event), step in obj.machine.transitions.items() if start == state and can(actor, step.right, obj)]


def move(obj: Row, event: str, *, actor: Actor, now: datetime, note: str = "") -> Row:
    """Make one move and return the fresh, locked row.

    Takes the row lock. Raises NotFound/Forbidden without the right, IllegalTransition when the table has no such move,
    Invalid when a required note is missing or a note is longer than the machine takes.
    """
    machine: Machine = obj.machine  # type: ignore[attr-defined]
    with transaction.atomic():
        row = type(obj)._base_manager.select_for_update().get(pk=obj.pk)
        writing = Writing()
        moved(row, event, writing, actor=actor, now=now, note=note)
        writing.send()
    setattr(obj, machine.field, getattr(row, machine.field))
    return row


def moved(row: models.Model, event: str, writing: Writing, *, actor: Actor, now: datetime, note: str = "", **fields: Any) -> None:
    """The same move of a row that is locked and fresh, written together with what else is written: state, `fields`, history, audit.

    Raises as `move` does.
    """
    machine: Machine = row.machine  # type: ignore[attr-defined]
    note = note.strip()
    state = getattr(row, machine.field)
    step = machine.transitions.get((state, event))
    _require_right(machine, row, event, step, actor)
    if step is None:
        raise IllegalTransition(state=state, event=event, audit={"function": f"{machine.name}.{event}", "object": row})
    if step.note_required and not note:
        raise Invalid(fields={"note": ["请写明原因。"]})
    if len(note) > machine.longest_note or "\x00" in note:
        raise Invalid(fields={"note": [f"最多 {machine.longest_note} 个字。"]})
    writing.change(row, **{machine.field: step.to}, **fields)
    history = StateHistory(
        machine=machine.name,
        content_type=ContentType.objects.get_for_model(type(row)),
        object_id=str(row.pk),
        from_state=state,
        event=event,
        to_state=step.to,
        note=note,
        actor_id=actor.user_id,
        actor_name=actor.name,
        at=now,
    )
    detail = {"from": state, "to": step.to, "note": note}
    writing.add(history, entry(actor, function=f"{machine.name}.{event}", obj=row, detail=detail, now=now))


def _require_right(machine: Machine, row: Any, event: str, step: Transition | None, actor: Actor) -> None:
    """Ask the right of this move; for an illegal one, the right of the event from any state, so that a stranger learns nothing."""
    rights = {step.right} if step else {known.right for (_, name), known in machine.transitions.items() if name == event}
    if not rights:
        require(actor, "read", row)
    elif not any(can(actor, right, row) for right in rights):
        require(actor, sorted(rights)[0], row)


def history_of(obj: models.Model) -> models.QuerySet[StateHistory]:
    """The moves of a row, oldest first."""
    kind = ContentType.objects.get_for_model(type(obj))
    return StateHistory.objects.filter(content_type=kind, object_id=str(obj.pk)).order_by("pk")


def steps_of(obj: models.Model, names: Mapping[str, str], *, last: int | None = None) -> list[dict[str, Any]]:
    """The moves of a row as a screen tells them (title, at, by, note), the event's own name where `names` has none. One query."""
    moves = list(history_of(obj))[-last if last else 0 :]
    return [{"title": names.get(step.event, step.event), "at": step.at, "by": step.actor_name, "note": step.note} for step in moves]
