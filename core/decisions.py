"""What staff decide about a row with a state machine: the buttons of a screen, and the one call behind each.

A slice names its decisions once (event → `Decision`); which of them stand on the screen comes from the machine and the rights.
What is wrong with a reason is said beside its field, a row that has moved on meanwhile is said on the fresh screen (409, with its
audit row); a missing right and everything else is an error page.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from core import clock
from core.access import Actor
from core.audit.services import record_refusal
from core.errors import Conflict, Invalid, NotFound, sentence
from core.forms import NoteForm
from core.states import available

LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class Decision:
    """A button: the service that it calls, what it is called, what follows, what is said when it is done; `asks` is the label of the reason."""

    service: Callable[..., Any]
    label: str
    follows: str
    done: str
    danger: bool = False
    asks: str = "原因，对方会看到"


@dataclass(frozen=True, slots=True)
class Failed:
    """A decision that did not go through; the reason that was typed is kept."""

    event: str
    message: str
    note: str
    status: int


Decisions = Mapping[str, Decision]


def offered(row: Any, actor: Actor, decisions: Decisions, url_of: Callable[[str], str], failed: Failed | None = None) -> list[dict[str, Any]]:
    """The decisions that the actor may take now, for `core/admin/decisions.html`."""
    found = []
    for event, step in available(row, actor):
        if decision := decisions.get(event):
            mine = failed if failed is not None and failed.event == event else None
            found.append(
                {
                    "event": event,
                    "label": decision.label,
                    "follows": decision.follows,
                    "danger": decision.danger,
                    "wants_note": step.note_required,
                    "asks": decision.asks,
                    "url": url_of(event),
                    "error": mine.message if mine else "",
                    "note": mine.note if mine else "",
                }
            )
    return found


def decide(request: HttpRequest, row: Any, event: str, decisions: Decisions) -> Failed | None:
    """Make the one call of a decision; None when it is done. Raises what is not shown on the screen itself (Forbidden, NotFound, also for no decision)."""
    if event not in decisions:
        raise NotFound
    form, typed = NoteForm(request.POST), request.POST.get("note", "").replace("\x00", "")[:LONGEST_NOTE]
    if not form.is_valid():
        return Failed(event, "；".join(map(str, form.errors["note"])), typed, 400)
    note = {"note": form.cleaned_data["note"]} if _wants_note(row, event) else {}
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        decisions[event].service(row, actor=actor, now=clock.now(), **note)
    except Invalid as error:
        return Failed(event, sentence(error), typed, error.status)
    except Conflict as error:
        record_refusal(actor, error, path=request.path, method=request.method or "")
        return Failed(event, sentence(error), typed, error.status)
    messages.success(request, decisions[event].done)
    return None


def _wants_note(row: Any, event: str) -> bool:
    return any(step.note_required for (_, name), step in row.machine.transitions.items() if name == event)
