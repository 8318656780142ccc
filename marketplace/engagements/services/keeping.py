"""What every verb of an engagement needs: the locked row, whose days they are, the change written and told, what became due."""

import secrets
from datetime import datetime
from typing import Any

from django.utils import timezone

from core.access import SYSTEM_ROLE, Actor, tenants
from core.contacts import NO_CONTACTS, has_contact
from core.errors import Invalid
from core.outbox import Event, publish
from core.states import move
from marketplace.engagements.errors import NotProvider, TimeIsOver
from marketplace.engagements.models import Engagement, EngagementDue, Period, Stay


def locked(engagement: Engagement) -> Engagement:
    """The engagement as it is now, locked until the end of the transaction, with what its page shows."""
    return Engagement.objects.select_for_update(of=("self",)).with_names().get(pk=engagement.pk)


def require_in_time(engagement: Engagement, now: datetime) -> None:
    """Refuse an answer that comes after its time, whatever the row still says. Raises TimeIsOver."""
    if engagement.is_over(now):
        raise TimeIsOver


def require_provider(engagement: Engagement, actor: Actor) -> None:
    """Refuse whoever lives in and is employed: his enterprise decides. Raises NotProvider."""
    if SYSTEM_ROLE in actor.roles:
        return
    # Whoever is employed belongs to the organisation too, without a right to what is the tenant's.
    employer = engagement.enterprise is not None and engagement.enterprise.organisation_id in tenants(actor, Engagement.access_resource, "sign")
    himself = engagement.provider is not None and engagement.provider.user_id == actor.user_id
    if not (employer or himself):
        raise NotProvider


def stay_of(engagement: Engagement) -> Stay | None:
    """Whose days they are now. One query, with the row's lock."""
    return Stay.objects.select_for_update(of=("self",)).select_related("worker", "assignment").filter(engagement=engagement, left_at=None).first()


def step(engagement: Engagement, event: str, tells: Event, *, actor: Actor, now: datetime, note: str = "", **fields: Any) -> Engagement:
    """One move of the machine, the fields that go with it, and the event. Inside the caller's transaction.

    Raises what `move` raises, and Invalid for a note with somebody's number in it.
    """
    if has_contact(note):
        raise Invalid(fields={"note": [NO_CONTACTS]})
    row = move(engagement, event, actor=actor, now=now, note=note)
    changed(engagement, now=now, **fields)
    publish(tells, key=f"engagement:{row.pk}", engagement_id=row.pk)
    return engagement


def changed(engagement: Engagement, *, now: datetime, **fields: Any) -> None:
    """Write fields of the locked row."""
    values = {"changed_at": now, **fields}
    for name, value in values.items():
        setattr(engagement, name, value)
    engagement.save(update_fields=sorted(values))


def due_fen(engagement: Engagement) -> int:
    """What the family owes already. One query."""
    return sum(EngagementDue.objects.filter(engagement=engagement, payer="customer").values_list("fen", flat=True))


def customers_part(engagement: Engagement, fen: int) -> int:
    """What of a sum may still be asked of the family: with all that is due already never more than it accepted."""
    return max(0, min(fen, engagement.chargeable_fen - due_fen(engagement)))


def owe(
    engagement: Engagement, kind: str, *, payer: str, payee: str, fen: int, reason: str, now: datetime, period: Period | None = None
) -> EngagementDue | None:
    """Write down an amount that became due; nothing for nothing, and of the family never more than it accepted."""
    sum_fen = customers_part(engagement, fen) if payer == "customer" else fen
    if sum_fen <= 0:
        return None
    values = {"kind": kind, "payer": payer, "payee": payee, "fen": sum_fen, "reason": reason[:120], "period": period, "created_at": now}
    return EngagementDue.objects.create(engagement=engagement, **values)


def fresh_number(now: datetime) -> str:
    """A number that can be read out: L, the day, and five digits that say nothing of how many there are."""
    while True:
        number = f"L{timezone.localdate(now):%y%m%d}{secrets.randbelow(10**5):05d}"
        if not Engagement.objects.filter(number=number).exists():
            return number
