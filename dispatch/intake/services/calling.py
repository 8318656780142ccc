"""Calls come in, are answered by one, and end with what came of them (BKG-01, X-OP-02)."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from core.access import SYSTEM_ROLE, Actor, require
from core.encryption import blind_index
from core.errors import Invalid
from core.outbox import publish
from core.states import move
from dispatch.intake.events import CALL_ANSWERED, CALL_ENDED, CALL_RANG
from dispatch.intake.models import Call
from dispatch.intake.states import CallState, Outcome
from members.phones import normalised

# Nobody lets it ring longer; who gave up is called back.
RINGS = timedelta(minutes=3)


def ring(*, provider: str, provider_id: str, phone: str, line: str = "", recording: str = "", now: datetime) -> Call:
    """A call comes in; the same id again is the same call. A number that is no mobile number is not kept: nobody can be reached by it.

    `recording` is what the exchange calls the recording of a line that is recorded. Raises Invalid without an id.
    """
    if not 1 <= len(provider_id) <= 80:
        raise Invalid(fields={"id": ["1 到 80 个字。"]})
    number = normalised(phone) or ""
    values = {"phone": number, "phone_index": blind_index("intake.phone", number) if number else "", "line": line[:20], "recording": recording[:80]}
    try:
        with transaction.atomic():
            call, fresh = Call.objects.get_or_create(provider=provider, provider_id=provider_id, defaults={**values, "started_at": now})
            if fresh:
                publish(CALL_RANG, key=f"call:{call.pk}", call_id=call.pk)
            return call
    except IntegrityError:
        return Call.objects.get(provider=provider, provider_id=provider_id)


def answer_call(call: Call, *, actor: Actor, now: datetime) -> Call:
    """Take it; of many exactly one does. Row lock. Raises Forbidden, IllegalTransition when somebody was faster or the caller gave up."""
    require(actor, "handle", call)
    with transaction.atomic():
        row = move(call, "answer", actor=actor, now=now)
        row.operator_id, row.answered_at = actor.user_id, now
        row.save(update_fields=["operator", "answered_at"])
        publish(CALL_ANSWERED, key=f"call:{row.pk}", call_id=row.pk)
    return row


def hang_up(call: Call, *, actor: Actor, now: datetime) -> Call:
    """The call is over; whether the exchange says so or the operator. Row lock. Raises NotFound, Forbidden, IllegalTransition."""
    require(actor, "handle", call)
    with transaction.atomic():
        row = move(call, "hang_up", actor=actor, now=now)
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        publish(CALL_ENDED, key=f"call:{row.pk}", call_id=row.pk)
    return row


def miss(call: Call, *, actor: Actor, now: datetime) -> Call:
    """The caller gave up before anybody answered. Row lock. Raises IllegalTransition."""
    with transaction.atomic():
        row = move(call, "miss", actor=actor, now=now)
        row.ended_at = now
        row.save(update_fields=["ended_at"])
    return row


def over(call: Call, *, actor: Actor, now: datetime) -> Call:
    """The exchange says that a call is over, answered or not; said twice it is over once."""
    if call.state == CallState.RINGING:
        return miss(call, actor=actor, now=now)
    return hang_up(call, actor=actor, now=now) if call.state == CallState.ANSWERED else call


def note_outcome(call: Call, *, outcome: str, note: str = "", actor: Actor, now: datetime) -> Call:
    """What came of it, by who answered it. Row lock. Raises Forbidden, Invalid."""
    require(actor, "handle", call)
    if outcome not in Outcome.values:
        raise Invalid(fields={"outcome": ["选一个结果。"]})
    note = note.strip()
    if len(note) > 500 or not all(letter.isprintable() for letter in note):
        raise Invalid(fields={"note": ["最多 500 个字。"]})
    with transaction.atomic():
        row = Call.objects.select_for_update().get(pk=call.pk)
        if row.operator_id != actor.user_id and SYSTEM_ROLE not in actor.roles:
            raise Invalid(fields={"outcome": ["这通电话不是你接的。"]})
        row.outcome, row.note = outcome, note
        row.save(update_fields=["outcome", "note"])
    return row


def end_unanswered(*, actor: Actor, now: datetime, limit: int = 200) -> int:
    """Write down calls that nobody answered; the exchange may have forgotten to say so. Returns how many."""
    done = 0
    for row in Call.objects.filter(state=CallState.RINGING, started_at__lte=now - RINGS).order_by("pk")[:limit]:
        with transaction.atomic():
            still = Call.objects.select_for_update(skip_locked=True).filter(pk=row.pk, state=CallState.RINGING).first()
            if still is not None:
                miss(still, actor=actor, now=now)
                done += 1
    return done
