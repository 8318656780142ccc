"""Staff take it, hand it on, answer, close; whoever sent it may open it again. Each step is audited, each answer keeps who and when."""

from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction

from core.access import SYSTEM_ROLE, Actor, require
from core.errors import Invalid
from core.outbox import publish
from core.states import move
from dispatch.intake.drafts import unfinished
from dispatch.intake.errors import NotYourOwn
from dispatch.intake.models import Ticket
from dispatch.intake.queries import may_handle
from dispatch.intake.states import TicketState
from members.models import User

Kind = TypeVar("Kind", bound=Ticket)


def _step(row: Kind, event: str, verb: str, *, actor: Actor, now: datetime, note: str = "", own: bool = False, **changes: Any) -> Kind:
    """One move with what changes beside the state, in one transaction. `own`: whoever sent it may do it too."""
    require(actor, verb, row)
    note = note.replace("\r\n", "\n")
    if not own and row.sender_id is not None and row.sender_id == actor.user_id and SYSTEM_ROLE not in actor.roles:
        raise NotYourOwn(audit={"function": f"{row.machine.name}.{event}", "object": row})  # type: ignore[attr-defined]
    with transaction.atomic():
        moved = move(row, event, actor=actor, now=now, note=note)
        for name, value in changes.items():
            setattr(moved, name, value)
        moved.save(update_fields=sorted(changes))
        if event == "answer":
            publish(moved.answered, key=moved.key, **moved.event_ids)
    return moved


def take(row: Kind, *, actor: Actor, now: datetime) -> Kind:
    """Look after it oneself. Row lock. Raises Forbidden, NotYourOwn, IllegalTransition when somebody was faster."""
    return _step(row, "take", "handle", actor=actor, now=now, owner_id=actor.user_id)


def assign(row: Kind, *, owner: User, actor: Actor, now: datetime) -> Kind:
    """Give it to a colleague who may handle it. Row lock. Raises Forbidden, NotYourOwn, Invalid, IllegalTransition."""
    require(actor, "assign", row)
    if not may_handle(owner.pk, row.access_resource, now=now):  # type: ignore[attr-defined]
        raise Invalid(fields={"owner": ["这位同事办不了这一类。"]})
    if owner.pk == row.sender_id:
        raise Invalid(fields={"owner": ["自己提的要由另一位同事来办。"]})
    return _step(row, "assign", "assign", actor=actor, now=now, note=f"交给{owner}", owner_id=owner.pk)


def answer(row: Kind, *, actor: Actor, now: datetime, note: str) -> Kind:
    """Answer; the sender is told. The one who answers looks after it from now on. Raises Forbidden, NotYourOwn, Invalid, IllegalTransition."""
    require(actor, "handle", row)
    if unfinished(note):
        raise Invalid(fields={"note": ["草稿里还有【待补】的地方，补上或者删掉再发。"]})
    changes: dict[str, Any] = {"reply": note.replace("\r\n", "\n").strip(), "replied_by_id": actor.user_id, "replied_at": now, "waits_since": None}
    return _step(row, "answer", "handle", actor=actor, now=now, note=note, owner_id=actor.user_id, **changes)


def close(row: Kind, *, actor: Actor, now: datetime) -> Kind:
    """Done. Raises Forbidden, NotYourOwn, IllegalTransition before there is an answer."""
    return _step(row, "close", "handle", actor=actor, now=now, waits_since=None)


def dismiss(row: Kind, *, actor: Actor, now: datetime, note: str) -> Kind:
    """Close without an answer (advertising, twice the same), with a reason that stays inside. Raises Forbidden, Invalid, IllegalTransition."""
    owner = row.owner_id if row.state != TicketState.NEW else actor.user_id
    return _step(row, "dismiss", "handle", actor=actor, now=now, note=note, owner_id=owner, waits_since=None)


def reopen(row: Kind, *, actor: Actor, now: datetime, note: str) -> Kind:
    """Open it again with what is still missing: the sender, or staff. Raises NotFound, Forbidden, Invalid, IllegalTransition."""
    return _step(row, "reopen", "reopen", actor=actor, now=now, note=note, own=True, waits_since=now)
